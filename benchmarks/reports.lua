-- Ten thousand browsers report views of fifty articles with the tokens that stand in the pages: as a
-- script does, or (BY_IMAGE=1) by the image of the page without JavaScript, which gets no verdict.
local number, tokens = 0, {}
local by_image = os.getenv("BY_IMAGE")
function init()
  for article = 0, 49 do
    local handle = io.popen("curl -s " .. wrk.scheme .. "://" .. wrk.host .. ":" .. wrk.port .. "/bai/" .. article)
    tokens[article] = handle:read("*a"):match('data%-article%-token="([^"]+)"')
    handle:close()
  end
end
request = function()
  number = number + 1
  local token = tokens[number % 50]
  local agent = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142." .. number % 10000
  if by_image then
    return wrk.format("GET", "/portal/views.gif?article=" .. token, {["User-Agent"] = agent})
  end
  local headers = {["User-Agent"] = agent, ["Content-Type"] = "application/json"}
  return wrk.format("POST", "/portal/views", headers, '{"article":"' .. token .. '"}')
end
