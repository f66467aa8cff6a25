-- As beacon.lua, by the image of the page without JavaScript: accepted, without a verdict.
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
  return wrk.format("GET", "/portal/views.gif?article=" .. tokens[number % 50], {["User-Agent"] = agent})
end
