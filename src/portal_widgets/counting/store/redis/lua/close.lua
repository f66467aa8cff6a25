-- Closes the open epoch, if anything happened in it.
--
-- KEYS[1]  the site's meta hash.   ARGV  1 key prefix, 2 generation
-- Returns  the number of the closed epoch, or "" if there was nothing to close.

local meta = redis.call("HMGET", KEYS[1], "generation", "epoch")
if meta[1] ~= ARGV[2] then return "" end
local epoch = meta[2]
if redis.call("SISMEMBER", ARGV[1] .. "epochs", epoch) == 0 then return "" end

-- The applied offset of each journal at the end of the epoch.
local offsets = redis.call("HGETALL", ARGV[1] .. "offsets")
for index = 1, #offsets, 200 do
  redis.call("HSET", ARGV[1] .. "e:" .. epoch .. ":offsets", unpack(offsets, index, math.min(index + 199, #offsets)))
end
redis.call("HINCRBY", KEYS[1], "epoch", 1)
return epoch
