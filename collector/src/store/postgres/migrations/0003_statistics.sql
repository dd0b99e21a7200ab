-- What customers wrote and who they are is not to be copied into the planner's statistics, where no vacuum finds it when
-- it is erased. Statements find rows by their keys, whatever the values are.
alter table responses
    alter column comment set statistics 0,
    alter column contact set statistics 0,
    alter column reasons set statistics 0,
    alter column attributes set statistics 0,
    alter column interaction_id set statistics 0,
    alter column respondent set statistics 0;
alter table histories alter column respondent set statistics 0;
alter table tallies alter column value set statistics 0;

-- What was collected before goes with the change of a column's type, even to the same one.
alter table responses
    alter column comment type text,
    alter column contact type text,
    alter column reasons type text,
    alter column attributes type text,
    alter column interaction_id type text,
    alter column respondent type text;
alter table histories alter column respondent type text collate "C";
alter table tallies alter column value type text collate "C";
