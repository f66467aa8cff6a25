-- Counts one batch exactly once, or nothing at all.
--
-- KEYS[1]  the site's meta hash; every other key shares its hash tag, so all lie in one slot.
-- ARGV     1 key prefix, 2 generation, 3 newest epoch that is in SQL, 4 journal, 5 start, 6 stop,
--          7 now (ms), 8 "count" or "recall", 9 what the hits name (JSON), 10 the hits (HIT),
--          11 the visitors (VISITOR_BYTES each): a key, and in which hash it stands as three digits
-- Returns  {"ok", verdicts (one letter a hit: "." counted, "r" repeat, "x" excluded), totals ...},
--          {"duplicate"}, {"gap", applied} or {"not ready"}.
--
-- The rules of repeat and visit are those of judge.py; the tests hold the two against each other.

local prefix, generation, committed, journal = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local start, stop, now = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local recall = ARGV[8] == "recall"

local WINDOW = 30 * 60 * 1000
-- The first and the last time (ms).
local SPAN = ">I6I6"
-- Time (ms), day, visitor, the same visitor under yesterday's key, article, reason, set of labels, link.
-- Article numbers stand for themselves, all else counts the things it names from 1; 0 is none.
local HIT, HIT_BYTES, VISITOR_BYTES = ">dHHHIBHH", 23, 11
-- An article, and its views in a batch.
local VIEWS = ">IH"

local meta = redis.call("HMGET", KEYS[1], "generation", "epoch", "opens")
local epoch = tonumber(meta[2] or 0)
if meta[1] ~= generation or epoch <= committed then return {"not ready"} end
if not recall then
  if now < tonumber(meta[3]) then return {"not ready"} end
  local applied = tonumber(redis.call("HGET", prefix .. "offsets", journal) or 0)
  if stop <= applied then return {"duplicate"} end
  if start ~= applied then return {"gap", tostring(applied)} end
end

local named, hits, everyone = cjson.decode(ARGV[9]), ARGV[10], ARGV[11]
local call, pack, unpack_bytes = redis.call, struct.pack, struct.unpack
local floor, format, sub = math.floor, string.format, string.sub
-- Whole numbers as text: Redis would write each one out as a fraction, which takes longer than counting it.
local text = setmetatable({}, {__index = function(known, number)
  known[number] = format("%d", number)
  return known[number]
end})

for _, day in ipairs(named.days) do day.visitors = prefix .. "v:" .. day.name .. ":" end

-- Visitors. What each was seen doing stands in one hash of a few hundred fields: the span of its
-- page views under its key, the span of an article's counted views under key and article number.
local visitors, met, views, touched, touches = {}, 0, {}, {}, 0

local function span(name, field, found)
  if not found then return {name = name, field = field, first = false, last = false, touched = false} end
  local first, last = unpack_bytes(SPAN, found)
  return {name = name, field = field, first = first, last = last, touched = false}
end

local function meet(day_index, which, article)
  local one = visitors[day_index * 65536 + which]
  if one then return one end
  local day, ends, id, presence = named.days[day_index], which * VISITOR_BYTES, met + 1, nil
  local key, name = sub(everyone, ends - 10, ends - 3), day.visitors .. sub(everyone, ends - 2, ends)
  if article == 0 then
    presence = span(name, key, call("HGET", name, key))
  else
    local field = key .. pack(">I", article)
    local found = call("HMGET", name, key, field)
    presence = span(name, key, found[1])
    views[id * 4294967296 + article] = span(name, field, found[2])
  end
  one = {id = id, day = day, key = key, name = name, presence = presence, online = false}
  visitors[day_index * 65536 + which], met = one, id
  return one
end

local function view(visitor, article)
  local id = visitor.id * 4294967296 + article
  local one = views[id]
  if not one then
    local field = visitor.key .. pack(">I", article)
    one = span(visitor.name, field, call("HGET", visitor.name, field))
    views[id] = one
  end
  return one
end

local function click(visitor, link)
  local id = visitor.id .. ":" .. link
  local one = views[id]
  if not one then
    local field = visitor.key .. "click:" .. named.links[link]
    one = span(visitor.name, field, call("HGET", visitor.name, field))
    views[id] = one
  end
  return one
end

local function widen(one, at)
  if not one.first then one.first, one.last = at, at
  elseif at < one.first then one.first = at
  elseif at > one.last then one.last = at end
  if not one.touched then
    one.touched = true
    touches = touches + 1
    touched[touches] = one
  end
end

local function near(one, at)
  return one.first and one.first - WINDOW <= at and at <= one.last + WINDOW
end

-- Gains.
local gains, sets, offline, seen, fresh = {}, {}, {}, {}, {}
local verdicts, refused = {}, {}

local function gain(day)
  local one = {heard = 0, page_views = 0, article_views = 0, visits = 0, excluded = {}, articles = {}}
  gains[day], seen[day] = one, {}
  return one
end

local function tally(day, set)
  local key = day * 65536 + set
  local one = sets[key]
  if not one then
    one = {day = day, set = set, page_view = 0, visit = 0, view = 0}
    sets[key] = one
  end
  return one
end

-- A click is no page load: it is tallied beside them, once in half an hour for a visitor and a link.
local function follow(at, day_index, which, before, reason, set, link)
  local verdict = "x"
  if reason == 0 then
    local visitor = meet(day_index, which, 0)
    local counted = click(visitor, link)
    local repeated = near(counted, at)
      or (before > 0 and near(click(meet(visitor.day.before, before, 0), link), at))
    if not visitor.presence.first then fresh[visitor.name] = visitor.day.expires end
    if recall or not repeated then widen(counted, at) end
    if not repeated then
      local tallied = tally(day_index, set)
      tallied.view = tallied.view + 1
      return "."
    end
    verdict = "r"
  end
  local label = named.days[day_index].name .. "|no-click|" .. (named.reasons[reason] or "repeat")
  refused[label] = (refused[label] or 0) + 1
  return verdict
end

local function load(at, day_index, which, before, article, reason, set)
  local one = gains[day_index] or gain(day_index)
  one.heard = one.heard + 1
  if reason > 0 then
    local name = named.reasons[reason]
    one.excluded[name] = (one.excluded[name] or 0) + 1
    return "x"
  end
  local visitor = meet(day_index, which, article)
  local presence, earlier, past = visitor.presence, nil, nil
  if before > 0 then
    earlier = meet(visitor.day.before, before, article)
    past = earlier.presence
    if past.first then offline[earlier.key] = true end
  end

  local tallied = tally(day_index, set)
  one.page_views = one.page_views + 1
  tallied.page_view = tallied.page_view + 1
  if (not presence.last or at > presence.last + WINDOW)
    and (not past or not past.last or at > past.last + WINDOW) then
    one.visits = one.visits + 1
    tallied.visit = tallied.visit + 1
  end
  if not presence.first then
    fresh[visitor.name] = visitor.day.expires
    local new = seen[day_index]
    new[#new + 1] = visitor.key
  end
  widen(presence, at)
  if not visitor.online or visitor.online < at then visitor.online = at end
  if article == 0 then return "." end

  local counted = view(visitor, article)
  local repeated = near(counted, at) or (earlier and near(view(earlier, article), at))
  if recall or not repeated then widen(counted, at) end
  if repeated then
    one.excluded["repeat"] = (one.excluded["repeat"] or 0) + 1
    return "r"
  end
  one.article_views = one.article_views + 1
  tallied.view = tallied.view + 1
  one.articles[article] = (one.articles[article] or 0) + 1
  return "."
end

for position = 1, #hits, HIT_BYTES do
  local at, day, which, before, article, reason, set, link = unpack_bytes(HIT, hits, position)
  verdicts[(position + HIT_BYTES - 1) / HIT_BYTES] = link > 0 and follow(at, day, which, before, reason, set, link)
    or load(at, day, which, before, article, reason, set)
end

-- Everything is known; from here on only writes. The first one is refused when Redis is full or
-- read-only, and then nothing has happened.
local index = 1
while index <= touches do
  local one, other = touched[index], touched[index + 1]
  local value = pack(SPAN, one.first, one.last)
  -- A visitor's presence and the article it opened: most often one behind the other.
  if other and other.name == one.name then
    call("HSET", one.name, one.field, value, other.field, pack(SPAN, other.first, other.last))
    index = index + 2
  else
    call("HSET", one.name, one.field, value)
    index = index + 1
  end
end
for name, expires in pairs(fresh) do call("EXPIREAT", name, expires) end

local present, size = {}, 0
local function arrive()
  if size > 0 then call("ZADD", prefix .. "online", "GT", unpack(present, 1, size)) end
  size = 0
end
for _, visitor in pairs(visitors) do
  local last, key = visitor.online, visitor.key
  if last and last > now - named.online and not offline[key] then
    present[size + 1], present[size + 2] = format("%d", last), key
    size = size + 2
    if size == 1000 then arrive() end
  end
end
arrive()
for visitor in pairs(offline) do call("ZREM", prefix .. "online", visitor) end
call("ZREMRANGEBYSCORE", prefix .. "online", "-inf", now - named.online)

for day_index, keys_seen in pairs(seen) do
  if #keys_seen > 0 then
    local day = named.days[day_index]
    local name = prefix .. "u:" .. day.name
    for first = 1, #keys_seen, 1000 do
      call("PFADD", name, unpack(keys_seen, first, math.min(first + 999, #keys_seen)))
    end
    call("EXPIREAT", name, day.expires)
  end
end

if recall then return {"ok", table.concat(verdicts)} end

call("HSET", prefix .. "offsets", journal, stop)

local here = prefix .. "e:" .. epoch
call("SADD", prefix .. "epochs", epoch)
local function add(name, field, amount)
  if amount ~= 0 then call("HINCRBY", here .. ":" .. name, field, amount) end
end

local articles = {}
for day_index, one in pairs(gains) do
  local day = named.days[day_index]
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
  -- Written down batch by batch, and added up when the epoch is brought home. Not by APPEND: it would take
  -- room for as much again.
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
for _, one in pairs(sets) do
  count(one.day, named.sets[one.set][1], one.page_view)
  count(one.day, named.sets[one.set][2], one.visit)
  count(one.day, named.sets[one.set][3], one.view)
end
for label, hits in pairs(labels) do add("labels", label, hits) end

-- Totals, and for the other processes which of them changed with which version.
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
  call("ZADD", prefix .. "changed", unpack(changed, first, math.min(first + 999, size)))
end
call("ZREMRANGEBYRANK", prefix .. "changed", 0, -named.changes - 1)
return answer
