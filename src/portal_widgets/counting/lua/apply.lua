-- Counts one batch exactly once, or nothing at all.
--
-- KEYS[1]  the site's meta hash; every other key shares its hash tag, so all lie in one slot.
-- ARGV     1 key prefix, 2 generation, 3 newest epoch that is in SQL, 4 journal, 5 start, 6 stop,
--          7 now (ms), 8 "count" or "recall", 9 the batch (JSON), 10 visitor keys (8 bytes each)
-- Returns  {"ok", verdicts (one letter a hit: "." counted, "r" repeat, "x" excluded), totals ...},
--          {"duplicate"}, {"gap", applied} or {"not ready"}.
--
-- The rules of repeat and visit are those of judge.py; the tests hold the two against each other.

local prefix, generation, committed, journal = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local start, stop, now = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local recall = ARGV[8] == "recall"

local WINDOW = 30 * 60 * 1000
local SPAN = ">I6I6"

local meta = redis.call("HMGET", KEYS[1], "generation", "epoch", "opens")
local epoch = tonumber(meta[2] or 0)
if meta[1] ~= generation or epoch <= committed then return {"not ready"} end
if not recall then
  if now < tonumber(meta[3]) then return {"not ready"} end
  local applied = tonumber(redis.call("HGET", prefix .. "offsets", journal) or 0)
  if stop <= applied then return {"duplicate"} end
  if start ~= applied then return {"gap", tostring(applied)} end
end

local batch = cjson.decode(ARGV[9])
local keys = ARGV[10]

-- Visitors. What each was seen doing stands in one hash of a few hundred fields: the span of its
-- page views under its key, the span of an article's counted views under key and article number.
local spans, dirty, buckets, fresh = {}, {}, {}, {}

local function bucket(day, visitor)
  local high, low = string.byte(visitor, 1, 2)
  return prefix .. "v:" .. day.name .. ":" .. (high * 256 + low) % 16384
end

local function load(name, fields)
  local known = redis.call("HMGET", name, unpack(fields))
  for index, field in ipairs(fields) do
    local first, last
    if known[index] then first, last = struct.unpack(SPAN, known[index]) end
    spans[name][field] = {first = first, last = last}
  end
end

local function span(name, field)
  local of = spans[name]
  if not of then of = {}; spans[name] = of end
  if not of[field] then load(name, {field}) end
  return of[field]
end

local function widen(name, field, at)
  local one = spans[name][field]
  if not one.first then one.first, one.last = at, at
  else
    if at < one.first then one.first = at end
    if at > one.last then one.last = at end
  end
  dirty[name] = dirty[name] or {}
  dirty[name][field] = true
end

local function prefetch(name, visitor, field)
  local of = spans[name]
  if not of then of = {}; spans[name] = of end
  if of[visitor] then return end
  if field then load(name, {visitor, field}) else load(name, {visitor}) end
end

-- Gains.
local articles, gains, sets, online, offline, seen = {}, {}, {}, {}, {}, {}
local verdicts = {}

local function gain(day)
  local one = gains[day]
  if not one then
    one = {heard = 0, page_views = 0, article_views = 0, visits = 0, excluded = {}, articles = {}}
    gains[day] = one
  end
  return one
end

local function tally(day, set, kind)
  local key = day .. ":" .. set
  local one = sets[key]
  if not one then one = {day = day, set = set, page_view = 0, visit = 0}; sets[key] = one end
  one[kind] = one[kind] + 1
end

for index, hit in ipairs(batch.hits) do
  local at, day_index, which, before, article, reason, set = unpack(hit)
  local day = batch.days[day_index]
  local one = gain(day_index)
  one.heard = one.heard + 1
  if reason ~= "" then
    one.excluded[reason] = (one.excluded[reason] or 0) + 1
    verdicts[index] = "x"
  else
    local visitor = string.sub(keys, which * 8 + 1, which * 8 + 8)
    local name = bucket(day, visitor)
    local field = article > 0 and visitor .. struct.pack(">I4", article) or nil
    prefetch(name, visitor, field)
    local presence = span(name, visitor)

    local yesterday, earlier, earlier_name
    if before >= 0 then
      yesterday = string.sub(keys, before * 8 + 1, before * 8 + 8)
      earlier_name = bucket(batch.days[day.before], yesterday)
      earlier = span(earlier_name, yesterday)
    end

    one.page_views = one.page_views + 1
    tally(day_index, set, "page_view")
    local opens = (not presence.last or at > presence.last + WINDOW)
      and (not earlier or not earlier.last or at > earlier.last + WINDOW)
    if opens then
      one.visits = one.visits + 1
      tally(day_index, set, "visit")
    end
    if not presence.first then fresh[name] = day; seen[day_index] = seen[day_index] or {}
      table.insert(seen[day_index], visitor) end
    widen(name, visitor, at)
    if not online[visitor] or online[visitor] < at then online[visitor] = at end
    if earlier and earlier.first then offline[yesterday] = true end

    local repeated = false
    if field then
      local function near(of)
        return of.first and of.first - WINDOW <= at and at <= of.last + WINDOW
      end
      repeated = near(span(name, field))
      if not repeated and earlier then
        repeated = near(span(earlier_name, yesterday .. struct.pack(">I4", article)))
      end
      if repeated then
        one.excluded["repeat"] = (one.excluded["repeat"] or 0) + 1
      else
        one.article_views = one.article_views + 1
        one.articles[article] = (one.articles[article] or 0) + 1
        articles[article] = (articles[article] or 0) + 1
      end
      if recall or not repeated then widen(name, field, at) end
    end
    verdicts[index] = repeated and "r" or "."
  end
end

-- Everything is known; from here on only writes. The first one is refused when Redis is full or
-- read-only, and then nothing has happened.
for name, fields in pairs(dirty) do
  local flat = {}
  for field in pairs(fields) do
    local one = spans[name][field]
    flat[#flat + 1] = field
    flat[#flat + 1] = struct.pack(SPAN, one.first, one.last)
  end
  redis.call("HSET", name, unpack(flat))
  if fresh[name] then redis.call("EXPIREAT", name, fresh[name].expires) end
end

local present = {}
for visitor, at in pairs(online) do
  if at > now - batch.online and not offline[visitor] then
    present[#present + 1] = at
    present[#present + 1] = visitor
  end
  if #present >= 1000 then redis.call("ZADD", prefix .. "online", "GT", unpack(present)); present = {} end
end
if #present > 0 then redis.call("ZADD", prefix .. "online", "GT", unpack(present)) end
for visitor in pairs(offline) do redis.call("ZREM", prefix .. "online", visitor) end
redis.call("ZREMRANGEBYSCORE", prefix .. "online", "-inf", now - batch.online)

for day_index, visitors in pairs(seen) do
  local day = batch.days[day_index]
  for first = 1, #visitors, 1000 do
    redis.call("PFADD", prefix .. "u:" .. day.name, unpack(visitors, first, math.min(first + 999, #visitors)))
  end
  redis.call("EXPIREAT", prefix .. "u:" .. day.name, day.expires)
end

if recall then return {"ok", table.concat(verdicts)} end

redis.call("HSET", prefix .. "offsets", journal, stop)

local here = prefix .. "e:" .. epoch
redis.call("SADD", prefix .. "epochs", epoch)
local function add(name, field, amount)
  if amount ~= 0 then redis.call("HINCRBY", here .. ":" .. name, field, amount) end
end

for day_index, one in pairs(gains) do
  local day = batch.days[day_index]
  for _, name in ipairs({"heard", "page_views", "article_views", "visits"}) do
    add("days", day.name .. "|" .. name, one[name])
  end
  for reason, hits in pairs(one.excluded) do add("days", day.name .. "|-" .. reason, hits) end
  for article, views in pairs(one.articles) do
    local slot = math.floor(article / 512)
    redis.call("SADD", here .. ":slots", day.name .. ":" .. slot)
    add("a:" .. day.name .. ":" .. slot, article % 512, views)
  end
  if one.visits > 0 then
    for _, period in ipairs({day.name, string.sub(day.name, 1, 7), string.sub(day.name, 1, 4), "total"}) do
      redis.call("HINCRBY", prefix .. "visits", period, one.visits)
    end
  end
end

local labels = {}
local function count(day, names, amount)
  if amount == 0 then return end
  for _, label in ipairs(names) do
    local key = batch.days[day].name .. "|" .. batch.labels[label]
    labels[key] = (labels[key] or 0) + amount
  end
end
for _, one in pairs(sets) do
  count(one.day, batch.sets[one.set][1], one.page_view)
  count(one.day, batch.sets[one.set][2], one.visit)
end
for label, hits in pairs(labels) do add("labels", label, hits) end

-- Totals, and for the other processes which of them changed with which version.
local version = redis.call("HINCRBY", KEYS[1], "version", 1)
local answer, changed = {"ok", table.concat(verdicts)}, {}
for article, views in pairs(articles) do
  answer[#answer + 1] = article
  answer[#answer + 1] =
    redis.call("HINCRBY", prefix .. "t:" .. math.floor(article / 128), article % 128, views)
  changed[#changed + 1] = version
  changed[#changed + 1] = article
end
for first = 1, #changed, 1000 do
  redis.call("ZADD", prefix .. "changed", unpack(changed, first, math.min(first + 999, #changed)))
end
redis.call("ZREMRANGEBYRANK", prefix .. "changed", 0, -batch.changes - 1)
return answer
