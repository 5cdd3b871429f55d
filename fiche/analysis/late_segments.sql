-- The late days of each due amount at $as_of, cut where the balance or the rate changes: after after_day up to last_day included.
-- rate is in millionths, NULL where none is known. An invoice dated after $as_of is not there yet.
SELECT s.document_key, s.seq,
       greatest(s.after_day, p.before_day) AS after_day,
       least(coalesce(s.until_day, $as_of), $as_of, p.last_day) AS last_day,
       CAST(
           date_diff('day', greatest(s.after_day, p.before_day), least(coalesce(s.until_day, $as_of), $as_of, p.last_day)) AS INTEGER
       ) AS days,
       s.balance, p.rate
FROM balances AS s
JOIN penalty_periods AS p
    ON p.before_day < least(coalesce(s.until_day, $as_of), $as_of) AND p.last_day > s.after_day
JOIN documents AS d ON d.document_key = s.document_key
WHERE s.after_day < $as_of AND (d.date IS NULL OR d.date <= $as_of)
