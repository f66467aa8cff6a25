-- Counts one batch exactly once, or nothing at all.  KEYS[1]  the site's meta hash; every other key has the
-- same hash tag, so all are in one slot. ARGV     1 key prefix, 2 generation, 3 newest epoch that is in SQL,
-- 4 journal, 5 start, 6 stop, 7 now (ms), 8 "count" or "replay", 9 the names in the hits (JSON), 10 the hits
-- (HIT), 11 the visitors (VISITOR_BYTES each): day, number of hash and key, and in the order of these, 12 the
-- dead letters (JSON), or nothing Returns  {"ok", results (one letter for each hit: "." counted, "r" repeat,
-- "x" excluded), totals ...}, {"duplicate"}, {"gap", applied} or {"not ready"}.  The rules of repeat and
-- visit are those of sessions.py; the tests compare both.

local prefix, generation, committed, journal = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local start, stop, now = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local replay = ARGV[8] == "replay"

local WINDOW = 30 * 60 * 1000
-- The clocks of two servers hardly differ by more (ms).
local SKEW = 60 * 1000
-- After a restore, counting opens when all visitors are replayed, or when none has been replayed for this
-- time (ms).
local RECALL = 10 * 1000
-- The first and the last time (ms).
local SPAN, SPAN_BYTES = ">I6I6", 12
-- An article, and the span of its views. There is room for three, because a listpack's values have 64 bytes at most.
local VIEW, VIEW_BYTES, ROOM_BYTES = ">II6I6", 16, 48
-- Time (ms), day, visitor, the same visitor under yesterday's key, article, reason, tally, link. Article numbers are
-- used as they are. All other numbers are positions in a list of names, from 1; 0 means that there is none.
local HIT, HIT_BYTES, VISITOR_BYTES = ">dHHHIBHH", 23, 12
-- An article, and its views in a batch.
local VIEWS = ">IH"

local meta = redis.call("HMGET", KEYS[1], "generation", "epoch", "opens")
local epoch = tonumber(meta[2] or 0)
if meta[1] ~= generation or epoch <= committed then return {"not ready"} end
-- If the time when counting opens is much later than now, the clock that set it was wrong.
local early = tonumber(meta[3]) - now
local closed = early > 0 and early < SKEW and redis.call("SCARD", prefix .. "recall:" .. generation) > 0
if not replay then
  if closed then return {"not ready"} end
  local applied = tonumber(redis.call("HGET", prefix .. "offsets", journal) or 0)
  if stop <= applied then return {"duplicate"} end
  if start ~= applied then return {"gap", tostring(applied)} end
end

local named, hits, everyone = cjson.decode(ARGV[9]), ARGV[10], ARGV[11]
local call, pack, unpack_bytes = redis.call, struct.pack, struct.unpack
local floor, min, max = math.floor, math.min, math.max
local format, sub = string.format, string.sub
-- Whole numbers as text: Redis would write each one as a fraction, which takes longer than counting it.
local text = setmetatable({}, {__index = function(known, number)
  known[number] = format("%d", number)
  return known[number]
end})

-- Visitors. The visitors of a day are in hashes of a few hundred fields, and those of one hash are read and written
-- together. The field of a visitor contains the span of the page views, then the first articles, each with the span
-- of its counted views, as many as keep the hash a listpack. Further articles have fields of their own, under key and
-- number. So have clicks.
local visitors, apart, touched, touches = {}, {}, {}, 0

local function meet(name, keys, count)
  local found, met = call("HMGET", name, unpack(keys, 1, count)), #visitors
  for index = 1, count do
    local first, last, read, known = false, false, "", found[index]
    if known then
      first, last = unpack_bytes(SPAN, known)
      read = sub(known, SPAN_BYTES + 1)
    end
    visitors[met + index] = {name = name, key = keys[index], first = first, last = last, read = read, online = false}
  end
end

-- One step beyond the end, so that the last hash is read as well.
local keys, count, place = {}, 0, sub(everyone, 1, 4)
for position = 1, #everyone + 1, VISITOR_BYTES do
  local here = sub(everyone, position, position + 3)
  if here ~= place then
    local day, number = unpack_bytes(">HH", place)
    meet(prefix .. "v:" .. named.days[day].name .. ":" .. number, keys, count)
    count, place = 0, here
  end
  count = count + 1
  keys[count] = sub(everyone, position + 4, position + 11)
end

local function near(first, last, at)
  return first and first - WINDOW <= at and at <= last + WINDOW
end

-- A span in a field of its own.
local function alone(visitor, id, field)
  local one = apart[id]
  if one then return one end
  one = {name = visitor.name, field = visitor.key .. field, first = false, last = false, touched = false}
  local found = call("HGET", one.name, one.field)
  if found then one.first, one.last = unpack_bytes(SPAN, found) end
  apart[id] = one
  return one
end

local function stretch(one, at)
  if not one.first then one.first, one.last = at, at
  elseif at < one.first then one.first = at
  elseif at > one.last then one.last = at end
end

local function widen(one, at)
  stretch(one, at)
  if not one.touched then
    one.touched = true
    touches = touches + 1
    touched[touches] = one
  end
end

local function of_link(which, link)
  return alone(visitors[which], which .. ":" .. link, "click:" .. named.links[link])
end

local function of_article(which, article)
  return alone(visitors[which], which * 4294967296 + article, pack(">I", article))
end

-- The span of an article's counted views, and its present or future place among the first articles.
local function viewed(which, article)
  local read = visitors[which].read
  for place = 1, #read, VIEW_BYTES do
    local number, first, last = unpack_bytes(VIEW, read, place)
    if number == article then return first, last, place end
  end
  if #read < ROOM_BYTES then return false, false, #read + 1 end
  local one = of_article(which, article)
  return one.first, one.last
end

local function view(which, article, at, first, last, place)
  if not place then return widen(of_article(which, article), at) end
  if first and first <= at and at <= last then return end
  local read = visitors[which].read
  local one = pack(VIEW, article, min(first or at, at), max(last or at, at))
  visitors[which].read = sub(read, 1, place - 1) .. one .. sub(read, place + VIEW_BYTES)
end

-- Gains.
local gains, offline, fresh = {}, {}, {}
local verdicts, refused = {}, {}

local function gain(day)
  local one = {heard = 0, page_views = 0, article_views = 0, visits = 0, excluded = {}, articles = {}, new = {}}
  gains[day] = one
  return one
end

-- How many page views, visits and counted views have the same labels.
local tallies = named.tallies
for _, one in ipairs(tallies) do one.page_view, one.visit, one.view = 0, 0, 0 end

-- A click is not a page load. It has tallies of its own, once in half an hour for a visitor and a link.
local function follow(at, day, which, before, reason, tally, link)
  local verdict = "x"
  if reason == 0 then
    local visitor, counted = visitors[which], of_link(which, link)
    local repeated = near(counted.first, counted.last, at)
    if before > 0 and not repeated then
      local past = of_link(before, link)
      repeated = near(past.first, past.last, at)
    end
    if not visitor.first then fresh[visitor.name] = named.days[day].expires end
    if replay or not repeated then widen(counted, at) end
    if not repeated then
      local tallied = tallies[tally]
      tallied.view = tallied.view + 1
      return "."
    end
    verdict = "r"
  end
  local label = named.days[day].name .. "|no-click|" .. (named.reasons[reason] or "repeat")
  refused[label] = (refused[label] or 0) + 1
  return verdict
end

local function load(at, day, which, before, article, reason, tally)
  local one = gains[day] or gain(day)
  one.heard = one.heard + 1
  if reason > 0 then
    local name = named.reasons[reason]
    one.excluded[name] = (one.excluded[name] or 0) + 1
    return "x"
  end
  local visitor, past = visitors[which], visitors[before]
  if past and past.first then offline[past.key] = true end

  local tallied, last = tallies[tally], visitor.last
  one.page_views = one.page_views + 1
  tallied.page_view = tallied.page_view + 1
  if not (last and at <= last + WINDOW) and not (past and past.last and at <= past.last + WINDOW) then
    one.visits = one.visits + 1
    tallied.visit = tallied.visit + 1
  end
  if not last then
    fresh[visitor.name] = named.days[day].expires
    one.new[#one.new + 1] = visitor.key
  end
  stretch(visitor, at)
  if not visitor.online or visitor.online < at then visitor.online = at end
  if article == 0 then return "." end

  local first, last, place = viewed(which, article)
  local repeated = near(first, last, at)
  if past and not repeated then
    local first, last = viewed(before, article)
    repeated = near(first, last, at)
  end
  if replay or not repeated then view(which, article, at, first, last, place) end
  if repeated then
    one.excluded["repeat"] = (one.excluded["repeat"] or 0) + 1
    return "r"
  end
  one.article_views = one.article_views + 1
  tallied.view = tallied.view + 1
  one.articles[article] = (one.articles[article] or 0) + 1
  return "."
end

local heard = 0
for position = 1, #hits, HIT_BYTES do
  local at, day, which, before, article, reason, tally, link = unpack_bytes(HIT, hits, position)
  heard = heard + 1
  if link > 0 then verdicts[heard] = follow(at, day, which, before, reason, tally, link)
  else verdicts[heard] = load(at, day, which, before, article, reason, tally) end
end

-- All values are known; only writes follow. If Redis is full or read-only, it refuses the first one, and nothing
-- changes.
local fields, size, present, count, name = {}, 0, {}, 0, nil
local function write()
  if size > 0 then call("HSET", name, unpack(fields, 1, size)) end
  size = 0
end
for _, one in ipairs(visitors) do
  local key, last = one.key, one.online
  if last then
    if one.name ~= name then
      write()
      name = one.name
    end
    fields[size + 1], fields[size + 2] = key, pack(SPAN, one.first, one.last) .. one.read
    size = size + 2
    if last > now - named.online and not offline[key] then
      present[count + 1], present[count + 2] = format("%d", last), key
      count = count + 2
    end
  end
end
write()
for _, one in ipairs(touched) do call("HSET", one.name, one.field, pack(SPAN, one.first, one.last)) end
for name, expires in pairs(fresh) do call("EXPIREAT", name, expires) end

for first = 1, count, 1000 do
  call("ZADD", prefix .. "online", "GT", unpack(present, first, min(first + 999, count)))
end
for visitor in pairs(offline) do call("ZREM", prefix .. "online", visitor) end
call("ZREMRANGEBYSCORE", prefix .. "online", "-inf", now - named.online)

for index, one in pairs(gains) do
  local new, day = one.new, named.days[index]
  for first = 1, #new, 1000 do
    call("PFADD", prefix .. "u:" .. day.name, unpack(new, first, min(first + 999, #new)))
  end
  if #new > 0 then call("EXPIREAT", prefix .. "u:" .. day.name, day.expires) end
end

if replay then
  -- If counting opened while one process still replays an hour of journals, repeats would count as views.
  if closed and early < RECALL then call("HSET", KEYS[1], "opens", text[now + RECALL]) end
  return {"ok", table.concat(verdicts)}
end

call("HSET", prefix .. "offsets", journal, stop)

local here = prefix .. "e:" .. epoch
call("SADD", prefix .. "epochs", epoch)
if #ARGV[12] > 0 then call("RPUSH", here .. ":dead", ARGV[12]) end
local function add(name, field, amount)
  if amount ~= 0 then call("HINCRBY", here .. ":" .. name, field, amount) end
end

local articles = {}
for index, one in pairs(gains) do
  local day = named.days[index]
  for _, name in ipairs({"heard", "page_views", "article_views", "visits"}) do
    add("days", day.name .. "|" .. name, one[name])
  end
  for reason, amount in pairs(one.excluded) do add("days", day.name .. "|-" .. reason, amount) end
  local viewed, size = {}, 0
  for article, amount in pairs(one.articles) do
    articles[article] = (articles[article] or 0) + amount
    size = size + 1
    viewed[size] = pack(VIEWS, article, amount)
  end
  -- Stored batch by batch, and added up when the epoch is committed to SQL. Not with APPEND, which would take twice
  -- the memory.
  if size > 0 then call("RPUSH", here .. ":views:" .. day.name, table.concat(viewed)) end
  if one.visits > 0 then
    for _, period in ipairs({day.name, sub(day.name, 1, 7), sub(day.name, 1, 4), "total"}) do
      call("HINCRBY", prefix .. "visits", period, one.visits)
    end
  end
end

local labels = refused
local function count(day, names, amount)
  if amount == 0 then return end
  for _, label in ipairs(names) do
    local key = named.days[day].name .. "|" .. named.labels[label]
    labels[key] = (labels[key] or 0) + amount
  end
end
for _, one in ipairs(tallies) do
  count(one.day, one.labels[1], one.page_view)
  count(one.day, one.labels[2], one.visit)
  count(one.day, one.labels[3], one.view)
end
for label, hits in pairs(labels) do add("labels", label, hits) end

-- Totals, and, for the other processes, the version in which each of them changed.
local version = text[call("HINCRBY", KEYS[1], "version", 1)]
local answer, changed, size = {"ok", table.concat(verdicts)}, {}, 0
for article, amount in pairs(articles) do
  local name = prefix .. "t:" .. text[floor(article / 128)]
  local number = text[article]
  answer[size + 3], answer[size + 4] = number, call("HINCRBY", name, text[article % 128], text[amount])
  changed[size + 1], changed[size + 2] = version, number
  size = size + 2
end
for first = 1, size, 1000 do
  call("ZADD", prefix .. "changed", unpack(changed, first, min(first + 999, size)))
end
call("ZREMRANGEBYRANK", prefix .. "changed", 0, -named.changes - 1)
return answer
