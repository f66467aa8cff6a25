-- Ten thousand browsers report views of fifty articles with the tokens that stand in the pages.
local number, tokens = 0, {}
function init()
  for article = 0, 49 do
    local handle = io.popen("curl -s " .. wrk.scheme .. "://" .. wrk.host .. ":" .. wrk.port .. "/bai/" .. article)
    tokens[article] = handle:read("*a"):match('data%-article%-token="([^"]+)"')
    handle:close()
  end
end
request = function()
  number = number + 1
  local agent = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142." .. number % 10000
  local headers = {["User-Agent"] = agent, ["Content-Type"] = "application/json"}
  return wrk.format("POST", "/portal/views", headers, '{"article":"' .. tokens[number % 50] .. '"}')
end
