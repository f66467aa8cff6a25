-- Ten thousand browsers report views of fifty articles with the tokens in the pages. They do so as a script,
-- or with the image for pages without JavaScript (WAY=image), which gets no result. With WAY=empty they send
-- equal requests for a page that does nothing.
local number, tokens = 0, {}
local way = os.getenv("WAY")
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
  if way then
    local path = way == "image" and "/portal/views.gif" or "/empty"
    return wrk.format("GET", path .. "?article=" .. token, {["User-Agent"] = agent})
  end
  local headers = {["User-Agent"] = agent, ["Content-Type"] = "application/json"}
  return wrk.format("POST", "/portal/views", headers, '{"article":"' .. token .. '"}')
end
-- With CHECK it is said how many reports were only accepted, without a result. Reading the answers takes time.
if os.getenv("CHECK") then
  local threads = {}
  unanswered = 0
  function setup(thread) table.insert(threads, thread) end
  function response(status) if status == 202 then unanswered = unanswered + 1 end end
  function done()
    for _, thread in ipairs(threads) do io.write("Without result: " .. thread:get("unanswered") .. "\n") end
  end
end
