-- Ten thousand readers of fifty articles.
local number = 0
request = function()
  number = number + 1
  local agent = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142." .. number % 10000
  return wrk.format("GET", "/bai/" .. number % 50, {["User-Agent"] = agent, ["Accept-Language"] = "vi"})
end
