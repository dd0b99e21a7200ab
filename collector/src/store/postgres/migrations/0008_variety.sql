-- Which dimensions of a response are counted as `other`, because there were 1,000 values before it: a JSON array of
-- names as in the tallies; null is none. What was said stays in its column.
alter table responses add column as_other text;
