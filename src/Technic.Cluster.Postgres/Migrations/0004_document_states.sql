-- Documents become the states of the grains that own them: a day of the market, the splits and the other lists; an index of the days with the notes on
-- them. A state of this kind is the mark TDS and version 1, the time in ticks of 100 ns since the year 1 (621355968000000000 is 1970, big-endian), and
-- the document. The index is a line an entry: the name, a tab, the ticks.

CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
SELECT service_id, source, name, payload, 621355968000000000 + (extract(epoch FROM fetched_at) * 1000000)::bigint * 10 AS ticks
FROM technic_document;

INSERT INTO technic_grain_state (service_id, state_name, grain_key, grain_n0, grain_n1, version, payload)
SELECT service_id, 'market-day/' || source, substring(name FROM 5), 0, 0, 1, '\x54445301'::bytea || int8send(ticks) || payload
FROM moved WHERE name ~ '^day/[0-9]{4}-[0-9]{2}-[0-9]{2}$'
UNION ALL
SELECT service_id, 'market-book/' || source, name, 0, 0, 1, '\x54445301'::bytea || int8send(ticks) || payload
FROM moved WHERE name NOT LIKE 'day/%'
UNION ALL
SELECT service_id, 'market-index/' || source, 'days', 0, 0, 1,
  '\x54445301'::bytea || int8send(0) || convert_to(string_agg(name || E'\t' || ticks, E'\n' ORDER BY name COLLATE "C"), 'UTF8')
FROM moved WHERE name LIKE 'day/%' GROUP BY service_id, source
ON CONFLICT DO NOTHING;

DROP TABLE technic_document;

-- The statistics have another layout since; they begin anew with each start of a cluster anyway.
DELETE FROM technic_grain_state WHERE state_name = 'cache-stats';
