-- Every view comes from another reader with another address and one of two hundred browsers.
local number = 0
request = function()
  number = number + 1
  local address = "10." .. math.floor(number / 65536) % 256 .. "." .. math.floor(number / 256) % 256 .. "." .. number % 256
  local agent = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142." .. number % 200
  local headers = {["User-Agent"] = agent, ["Accept-Language"] = "vi", ["X-Forwarded-For"] = address}
  return wrk.format("GET", "/bai/" .. number % 50, headers)
end
-- With PAUSE each connection waits so many milliseconds on average, so that the server is not busy.
local pause = tonumber(os.getenv("PAUSE") or 0)
if pause > 0 then
  function delay() return math.random(0, 2 * pause) end
end
