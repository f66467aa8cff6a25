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
local call, pack = redis.call, struct.pack
local visitors, views, touched = {}, {}, {}

local function span(visitor, field, found)
  local first, last
  if found then first, last = struct.unpack(SPAN, found) end
  return {name = visitor.name, field = field, first = first, last = last}
end

local function meet(day_index, which, article)
  local id = day_index * 65536 + which
  local one = visitors[id]
  if one then return one end
  local day = batch.days[day_index]
  local key = string.sub(keys, which * 8 + 1, which * 8 + 8)
  local high, low = string.byte(key, 1, 2)
  one = {id = id, day = day, key = key}
  one.name = prefix .. "v:" .. day.name .. ":" .. (high * 256 + low) % 4096
  visitors[id] = one
  if article == 0 then
    one.presence = span(one, key, call("HGET", one.name, key))
  else
    local field = key .. pack(">I4", article)
    local found = call("HMGET", one.name, key, field)
    one.presence = span(one, key, found[1])
    views[id * 4294967296 + article] = span(one, field, found[2])
  end
  return one
end

local function view(visitor, article)
  local id = visitor.id * 4294967296 + article
  local one = views[id]
  if not one then
    local field = visitor.key .. pack(">I4", article)
    one = span(visitor, field, call("HGET", visitor.name, field))
    views[id] = one
  end
  return one
end

local function click(visitor, link)
  local id = visitor.id .. ":" .. link
  local one = views[id]
  if not one then
    local field = visitor.key .. "click:" .. batch.links[link]
    one = span(visitor, field, call("HGET", visitor.name, field))
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
    touched[#touched + 1] = one
  end
end

local function near(one, at)
  return one.first and one.first - WINDOW <= at and at <= one.last + WINDOW
end

-- Gains.
local articles, gains, sets, offline, seen, fresh = {}, {}, {}, {}, {}, {}
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
local function follow(hit)
  local at, day_index, before, reason, link = hit[1], hit[2], hit[4], hit[6], hit[8]
  local verdict = "x"
  if reason == "" then
    local visitor = meet(day_index, hit[3], 0)
    local counted = click(visitor, link)
    local repeated = near(counted, at)
      or (before >= 0 and near(click(meet(visitor.day.before, before, 0), link), at))
    if not visitor.presence.first then fresh[visitor.name] = visitor.day.expires end
    if recall or not repeated then widen(counted, at) end
    if not repeated then
      local tallied = tally(day_index, hit[7])
      tallied.view = tallied.view + 1
      return "."
    end
    reason, verdict = "repeat", "r"
  end
  local label = batch.days[day_index].name .. "|no-click|" .. reason
  refused[label] = (refused[label] or 0) + 1
  return verdict
end

local function load(hit)
  local at, day_index, which, before, article = hit[1], hit[2], hit[3], hit[4], hit[5]
  local reason, set = hit[6], hit[7]
  local one = gains[day_index] or gain(day_index)
  one.heard = one.heard + 1
  if reason ~= "" then
    one.excluded[reason] = (one.excluded[reason] or 0) + 1
    return "x"
  else
    local visitor = meet(day_index, which, article)
    local presence, earlier, past = visitor.presence, nil, nil
    if before >= 0 then
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
      table.insert(seen[day_index], visitor.key)
    end
    widen(presence, at)
    if not visitor.online or visitor.online < at then visitor.online = at end

    local repeated = false
    if article > 0 then
      local counted = view(visitor, article)
      repeated = near(counted, at) or (earlier and near(view(earlier, article), at)) or false
      if repeated then
        one.excluded["repeat"] = (one.excluded["repeat"] or 0) + 1
      else
        one.article_views = one.article_views + 1
        tallied.view = tallied.view + 1
        one.articles[article] = (one.articles[article] or 0) + 1
        articles[article] = (articles[article] or 0) + 1
      end
      if recall or not repeated then widen(counted, at) end
    end
    return repeated and "r" or "."
  end
end

for index, hit in ipairs(batch.hits) do
  verdicts[index] = hit[8] and follow(hit) or load(hit)
end

-- Everything is known; from here on only writes. The first one is refused when Redis is full or
-- read-only, and then nothing has happened.
local writes = {}
for _, one in ipairs(touched) do
  local flat = writes[one.name]
  if not flat then
    flat = {}
    writes[one.name] = flat
  end
  flat[#flat + 1] = one.field
  flat[#flat + 1] = pack(SPAN, one.first, one.last)
end
for name, flat in pairs(writes) do
  call("HSET", name, unpack(flat))
  if fresh[name] then call("EXPIREAT", name, fresh[name]) end
end

local present = {}
for _, visitor in pairs(visitors) do
  if visitor.online and visitor.online > now - batch.online and not offline[visitor.key] then
    present[#present + 1] = string.format("%d", visitor.online)
    present[#present + 1] = visitor.key
  end
  if #present >= 1000 then
    call("ZADD", prefix .. "online", "GT", unpack(present))
    present = {}
  end
end
if #present > 0 then call("ZADD", prefix .. "online", "GT", unpack(present)) end
for visitor in pairs(offline) do call("ZREM", prefix .. "online", visitor) end
call("ZREMRANGEBYSCORE", prefix .. "online", "-inf", now - batch.online)

for day_index, keys_seen in pairs(seen) do
  if #keys_seen > 0 then
    local day = batch.days[day_index]
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

local slots = {}
for day_index, one in pairs(gains) do
  local day = batch.days[day_index]
  for _, name in ipairs({"heard", "page_views", "article_views", "visits"}) do
    add("days", day.name .. "|" .. name, one[name])
  end
  for reason, hits in pairs(one.excluded) do add("days", day.name .. "|-" .. reason, hits) end
  for article, views in pairs(one.articles) do
    local slot = day.name .. ":" .. math.floor(article / 512)
    slots[slot] = true
    add("a:" .. slot, article % 512, views)
  end
  if one.visits > 0 then
    for _, period in ipairs({day.name, string.sub(day.name, 1, 7), string.sub(day.name, 1, 4), "total"}) do
      call("HINCRBY", prefix .. "visits", period, one.visits)
    end
  end
end
for slot in pairs(slots) do call("SADD", here .. ":slots", slot) end

local labels = refused
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
  count(one.day, batch.sets[one.set][3], one.view)
end
for label, hits in pairs(labels) do add("labels", label, hits) end

-- Totals, and for the other processes which of them changed with which version.
local version = call("HINCRBY", KEYS[1], "version", 1)
local answer, changed = {"ok", table.concat(verdicts)}, {}
for article, views in pairs(articles) do
  answer[#answer + 1] = article
  answer[#answer + 1] =
    call("HINCRBY", prefix .. "t:" .. math.floor(article / 128), article % 128, views)
  changed[#changed + 1] = version
  changed[#changed + 1] = article
end
for first = 1, #changed, 1000 do
  call("ZADD", prefix .. "changed", unpack(changed, first, math.min(first + 999, #changed)))
end
call("ZREMRANGEBYRANK", prefix .. "changed", 0, -batch.changes - 1)
return answer
