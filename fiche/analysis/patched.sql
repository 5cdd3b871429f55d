-- Everyone's rows as they are now: those of large_table but for what changed (gone_rows, by its_key), and those of small_table.
SELECT b.* FROM large_table AS b
WHERE NOT EXISTS (SELECT 1 FROM gone_rows AS g WHERE g.its_key = b.its_key)
UNION ALL
SELECT s.* FROM small_table AS s
