-- What a file has beside a product's own fields, so that a column that was misnamed is noticed.

alter table imports add column attribute_columns text[] not null default '{}';
