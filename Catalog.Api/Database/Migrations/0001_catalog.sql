-- The catalogue: brands, a tree of categories, products, and what searching them needs.

create extension if not exists pg_trgm;

-- ---------------------------------------------------------------------------------------------------------------------
-- Text
-- ---------------------------------------------------------------------------------------------------------------------

-- Words as search and sorting see them: lower case, no accents, everything but letters and digits turned into one space.
-- The ranges are spelled out because [:alnum:] knows only ASCII in a database of locale C.
create function fold_text(value text) returns text
language sql immutable parallel safe strict as $$
  select trim(regexp_replace(
    lower(case
      when value ~ '^[\x01-\x7f]*$' then value
      else regexp_replace(normalize(value, nfkd), '[\u0300-\u036f]', '', 'g')
    end),
    '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f\u2190-\u2bff\u3000-\u3004\u3008-\u3020]+', ' ', 'g'))
$$;

-- Words as written, and English stems beside them, so that "kettles" finds "kettle" and "frzn" still finds "Frzn".
create function search_vector(value text, weight "char") returns tsvector
language sql immutable parallel safe strict as $$
  select setweight(to_tsvector('simple', fold_text(value)) || to_tsvector('english', fold_text(value)), weight)
$$;

-- A name as a part of a category path. Long ones are cut, and told apart by a hash: eight of them must fit an index entry.
create function slug(value text) returns text
language sql immutable parallel safe strict as $$
  select case
    when s = '' then 'x-' || left(md5(value), 8)
    when length(s) > 60 then left(s, 51) || '-' || left(md5(s), 8)
    else s
  end
  from (select replace(fold_text(value), ' ', '-') as s) as slugged
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Brands
-- ---------------------------------------------------------------------------------------------------------------------

create table brands (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 100),
  -- Two spellings that differ in case only are one brand.
  key text collate "C" not null generated always as (lower(normalize(name, nfkc))) stored,
  -- What its products are found by, beside their own words.
  words tsvector not null generated always as (search_vector(name, 'B')) stored
);

create unique index brands_key on brands (key);
create index brands_name_trgm on brands using gin (key gin_trgm_ops);

-- ---------------------------------------------------------------------------------------------------------------------
-- Categories
-- ---------------------------------------------------------------------------------------------------------------------

create table categories (
  id bigint generated always as identity primary key,
  parent_id bigint references categories (id),
  name text not null check (length(name) between 1 and 100),
  slug text not null,
  -- Slugs from the root, as home/kitchen/kettles: what identifies a category for clients and imports.
  path text collate "C" not null,
  -- Ids from the root to this one, itself included.
  lineage bigint[] not null,
  -- What its products are found by, beside their own words: its name, and with less weight those above it.
  words tsvector not null
);

create unique index categories_path on categories (path);
create index categories_parent on categories (parent_id, name);
create index categories_name_trgm on categories using gin (fold_text(name) gin_trgm_ops);

create function categories_before_insert() returns trigger
language plpgsql as $$
declare
  parent categories;
begin
  new.slug := slug(new.name);
  new.words := search_vector(new.name, 'B');
  if new.parent_id is null then
    new.path := new.slug;
    new.lineage := array[new.id];
  else
    select * into strict parent from categories where id = new.parent_id;
    new.path := parent.path || '/' || new.slug;
    new.lineage := parent.lineage || new.id;
    new.words := new.words || setweight(parent.words, 'C');
  end if;
  return new;
end
$$;

create trigger categories_before_insert before insert on categories
for each row execute function categories_before_insert();

-- ---------------------------------------------------------------------------------------------------------------------
-- Products
-- ---------------------------------------------------------------------------------------------------------------------

create table products (
  id bigint generated always as identity primary key,
  sku text not null check (length(sku) between 1 and 64),
  name text not null check (length(name) between 1 and 300),
  description text not null default '' check (length(description) <= 10000),
  brand_id bigint references brands (id),
  category_id bigint references categories (id),
  price numeric(11, 4) not null check (price >= 0),
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  stock integer not null default 0 check (stock between 0 and 1000000000),
  availability text not null check (availability in ('in_stock', 'out_of_stock', 'preorder', 'backorder')),
  tags text[] not null default '{}',
  image_link text check (length(image_link) <= 2000),
  attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  -- Kept by the trigger below, from the columns above.
  name_sort text collate "C" not null,
  category_lineage bigint[] not null default '{}',
  search tsvector not null
);

create unique index products_sku on products (sku);
create index products_by_name on products (name_sort, id);
create index products_by_price on products (price, id);
create index products_by_age on products (created_at, id);
create index products_brand on products (brand_id);
create index products_category on products (category_id);
create index products_category_lineage on products using gin (category_lineage);
create index products_tags on products using gin (tags);
create index products_search on products using gin (search);

-- The words of names, brands, categories and tags: what a mistyped word is corrected to. Words that no product has any
-- more stay; they cost nothing but their row.
create table search_words (
  word text collate "C" primary key
);

create index search_words_trgm on search_words using gin (word gin_trgm_ops);

-- Everything that follows from a product's own columns is decided here, whoever writes: the API, an import or a hand at psql.
--   * an update that changes nothing is dropped (it returns no row and keeps version and time)
--   * any other update raises the version and sets updated_at
--   * name_sort, category_lineage and search follow name, sku, brand, category, tags and description
-- Setting search to null asks for it to be made again.
create function products_before_write() returns trigger
language plpgsql as $$
declare
  brand_words tsvector := '';
  category_words tsvector := '';
begin
  if tg_op = 'UPDATE' then
    if new.search is not null
      and (new.sku, new.name, new.description, new.brand_id, new.category_id, new.price, new.currency, new.stock,
           new.availability, new.tags, new.image_link, new.attributes)
        is not distinct from
          (old.sku, old.name, old.description, old.brand_id, old.category_id, old.price, old.currency, old.stock,
           old.availability, old.tags, old.image_link, old.attributes)
    then
      return null;
    end if;

    new.version := old.version + 1;
    new.created_at := old.created_at;
    new.updated_at := now();

    if new.search is not null
      and (new.sku, new.name, new.description, new.brand_id, new.category_id, new.tags)
        is not distinct from (old.sku, old.name, old.description, old.brand_id, old.category_id, old.tags)
    then
      return new;
    end if;
  end if;

  new.name_sort := left(fold_text(new.name), 100);
  new.category_lineage := '{}';

  if new.brand_id is not null then
    select words into brand_words from brands where id = new.brand_id;
  end if;

  if new.category_id is not null then
    select lineage, words into new.category_lineage, category_words from categories where id = new.category_id;
  end if;

  new.search := search_vector(new.name, 'A')
    || setweight(to_tsvector('simple', fold_text(new.sku)), 'A')
    || coalesce(brand_words, '')
    || coalesce(category_words, '')
    || case when new.tags = '{}' then ''::tsvector else search_vector(array_to_string(new.tags, ' '), 'C') end
    || case when new.description = '' then ''::tsvector
         else setweight(to_tsvector('english', fold_text(new.description)), 'D') end;
  return new;
end
$$;

create trigger products_before_write before insert or update on products
for each row execute function products_before_write();

create function products_collect_words() returns trigger
language plpgsql as $$
begin
  insert into search_words (word)
  select found.word
  from (
    select distinct part.lexeme as word
    from written, unnest(ts_filter(written.search, '{a,b,c}')) as part
    where length(part.lexeme) between 3 and 40 and part.lexeme !~ '^[0-9]+$'
  ) as found
  where not exists (select from search_words as known where known.word = found.word)
  order by found.word
  on conflict do nothing;
  return null;
end
$$;

create trigger products_collect_inserted_words after insert on products
referencing new table as written for each statement execute function products_collect_words();

create trigger products_collect_updated_words after update on products
referencing new table as written for each statement execute function products_collect_words();

-- A brand or category that is renamed is found by its new name.
create function brands_after_rename() returns trigger
language plpgsql as $$
begin
  update products set search = null where brand_id = new.id;
  return null;
end
$$;

create trigger brands_after_rename after update of name on brands
for each row when (old.name is distinct from new.name) execute function brands_after_rename();

create function categories_after_rename() returns trigger
language plpgsql as $$
begin
  with recursive renamed as (
    select id, search_vector(name, 'B') || setweight(coalesce((select words from categories where id = c.parent_id), ''), 'C') as words
    from categories as c
    where id = new.id
    union all
    select child.id, search_vector(child.name, 'B') || setweight(renamed.words, 'C')
    from renamed join categories as child on child.parent_id = renamed.id
  )
  update categories set words = renamed.words from renamed where renamed.id = categories.id;
  update products set search = null where category_lineage @> array[new.id];
  return null;
end
$$;

create trigger categories_after_rename after update of name on categories
for each row when (old.name is distinct from new.name) execute function categories_after_rename();

-- ---------------------------------------------------------------------------------------------------------------------
-- Resolving names, many at once: what is missing is made
-- ---------------------------------------------------------------------------------------------------------------------

-- Category paths as people and feeds write them, 'Home > Kitchen > Kettles'. A name that differs from a present category's
-- in case, accents or punctuation only is that category.
create function resolve_categories(paths text[]) returns table (category text, category_id bigint)
language plpgsql as $$
declare
  -- Each distinct path given, and where it leads.
  givens text[];
  targets text[];
  -- Each distinct category on the way there, whether it exists or not.
  steps text[];
  parents text[];
  names text[];
  levels integer[];
begin
  with asked as (
    select given, array(select trim(part) from unnest(string_to_array(given, '>')) with ordinality as p (part, i) order by i) as names
    from (select distinct given from unnest(paths) as given where given <> '') as distinct_paths
  ), slugged as (
    select given, asked.names, array(select slug(part) from unnest(asked.names) with ordinality as p (part, i) order by i) as slugs
    from asked
  ), walked as (
    select distinct on (step) array_to_string(slugs[1:level], '/') as step, array_to_string(slugs[1:level - 1], '/') as parent,
      slugged.names[level] as name, level
    from slugged, generate_subscripts(slugs, 1) as level
    order by step, name
  )
  select
    (select array_agg(given order by given) from slugged),
    (select array_agg(array_to_string(slugs, '/') order by given) from slugged),
    array_agg(walked.step order by walked.step), array_agg(walked.parent order by walked.step),
    array_agg(walked.name order by walked.step), array_agg(walked.level order by walked.step)
  into givens, targets, steps, parents, names, levels
  from walked;

  for current_level in 1..coalesce((select max(level) from unnest(levels) as level), 0) loop
    insert into categories (parent_id, name, slug, path, lineage, words)
    select above.id, wanted.name, '', '', '{}', ''
    from unnest(steps, parents, names, levels) as wanted (step, parent, name, level)
    left join categories as above on above.path = wanted.parent
    where wanted.level = current_level
      and not exists (select from categories as present where present.path = wanted.step)
    order by wanted.step
    on conflict (path) do nothing;
  end loop;

  return query
  select wanted.given, found.id
  from unnest(givens, targets) as wanted (given, target)
  join categories as found on found.path = wanted.target;
end
$$;

create function resolve_brands(names text[]) returns table (brand text, brand_id bigint)
language plpgsql as $$
begin
  insert into brands (name)
  select wanted.name
  from (
    select distinct on (lower(normalize(name, nfkc))) name, lower(normalize(name, nfkc)) as key
    from unnest(names) as given (name)
    where name is not null
    order by lower(normalize(name, nfkc)), name
  ) as wanted
  where not exists (select from brands as present where present.key = wanted.key)
  order by wanted.key
  on conflict (key) do nothing;

  return query
  select given.name, b.id
  from (select distinct unnest(names) as name) as given
  join brands as b on b.key = lower(normalize(given.name, nfkc));
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Searching
-- ---------------------------------------------------------------------------------------------------------------------

-- What a person typed, as a query: every word must be there, as written or by its English stem; the last also as a prefix.
-- A word that no product has is replaced by the most similar known ones; with widen, the others may be too.
-- Null when nothing is left to search for. No input can make it fail: fold_text leaves letters, digits and spaces.
create function search_query(typed text, widen boolean) returns tsquery
language plpgsql stable parallel safe as $$
declare
  words text[] := (string_to_array(nullif(fold_text(left(typed, 200)), ''), ' '))[1:12];
  word text;
  i integer;
  part tsquery;
  known boolean;
  similar_words text[];
  result tsquery;
begin
  for i in 1..coalesce(cardinality(words), 0) loop
    word := words[i];
    part := ('''' || word || '''' || case when i = cardinality(words) then ':*' else '' end)::tsquery
      || plainto_tsquery('english', word);

    if length(word) between 3 and 40 then
      known := exists (select from search_words as w where w.word = words[i])
        or exists (select from search_words as w where w.word = any (tsvector_to_array(to_tsvector('english', words[i]))))
        or (i = cardinality(words) and exists (select from search_words as w where w.word like words[i] || '%'));
      if widen or not known then
        select array_agg(near.word) into similar_words
        from (
          select w.word, similarity(w.word, words[i]) as score
          from search_words as w
          where w.word % words[i]
          order by score desc, w.word
          limit 5
        ) as near
        where near.score > 0.3;

        if similar_words is not null then
          part := part || (select string_agg('''' || s || '''', ' | ') from unnest(similar_words) as s)::tsquery;
        end if;
      end if;
    end if;

    result := case when result is null then part else result && part end;
  end loop;

  return result;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Answers kept for repeated requests (Idempotency-Key), and what happened once in the life of this database
-- ---------------------------------------------------------------------------------------------------------------------

create table idempotency_keys (
  key text primary key,
  fingerprint bytea not null,
  status integer not null,
  location text,
  etag text,
  body bytea not null,
  created_at timestamptz not null default now()
);

create index idempotency_keys_age on idempotency_keys (created_at);

create table milestones (
  name text primary key,
  reached_at timestamptz not null default now()
);
