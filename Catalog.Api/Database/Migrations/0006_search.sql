-- Search finds words of every script: letters that do not decompose into a base and an accent, and scripts written without
-- spaces between words, where any run of letters may be the word.

-- The paths of categories are addresses: they stay as they are, so slugs keep the folding that made them.
create or replace function slug(value text) returns text
language sql immutable parallel safe strict as $$
  select case
    when s = '' then 'x-' || left(md5(value), 8)
    when length(s) > 60 then left(s, 51) || '-' || left(md5(s), 8)
    else s
  end
  from (
    select replace(trim(regexp_replace(
      lower(case
        when value ~ '^[\x01-\x7f]*$' then value
        else regexp_replace(normalize(value, nfkd), '[\u0300-\u036f]', '', 'g')
      end),
      '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f\u2190-\u2bff\u3000-\u3004\u3008-\u3020]+', ' ', 'g')), ' ', '-') as s
  ) as slugged
$$;

-- Words as search and sorting see them: lower case, no accents, everything but letters and digits turned into one space.
-- The ranges are spelled out because [:alnum:] knows only ASCII in a database of locale C.
create or replace function fold_text(value text) returns text
language plpgsql immutable parallel safe strict as $$
declare
  folded text;
begin
  -- Most texts are short and plain: these tests cost less than what they save.
  if value !~ '[^a-zA-Z0-9 ]|  ' then
    return trim(lower(value));
  elsif value !~ '[^\x01-\x7f]' then
    return trim(regexp_replace(lower(value), '[^a-z0-9]+', ' ', 'g'));
  end if;

  folded := regexp_replace(normalize(value, nfkd), '[\u0300-\u036f]', '', 'g');
  -- Letters that Unicode does not take apart: people type them without their stroke, and ligatures as two letters.
  folded := translate(folded, 'ŁłØøĐđÐðĦħŦŧıƗɨŊŋ', 'llooddddhhttiiinn');
  folded := replace(replace(replace(replace(replace(replace(replace(replace(folded,
    'Æ', 'ae'), 'æ', 'ae'), 'Œ', 'oe'), 'œ', 'oe'), 'ẞ', 'ss'), 'ß', 'ss'), 'Þ', 'th'), 'þ', 'th');
  -- Composed again, so that what is a letter of its own (Hangul, kana with their marks) is one character.
  return trim(regexp_replace(lower(normalize(folded, nfc)),
    '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f\u2190-\u2bff\u3000-\u3004\u3008-\u3020]+', ' ', 'g'));
end
$$;

-- The letters of scripts that are written without spaces: Thai, Lao, Burmese, Khmer, Han, kana, Bopomofo; for use in a
-- regular expression's brackets.
create function unspaced_letters() returns text
language sql immutable parallel safe as $$
  select '\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff'
$$;

-- Every two letters that follow each other in an unspaced run, and the last one alone, at their places: a word is found
-- wherever it stands in a run, as the phrase of its pairs.
create function unspaced_pairs(folded text) returns tsvector
language sql immutable parallel safe strict as $$
  select coalesce(string_agg(format('''%s'':%s', substr(run, i, 2), place), ' ' order by place), '')::tsvector
  from (
    select m[1] as run, i, row_number() over (order by n, i) + n as place
    from regexp_matches(folded, '[' || unspaced_letters() || ']+', 'g') with ordinality as found (m, n),
      generate_series(1, length(m[1])) as i
  ) as pairs
$$;

-- Words as written, and English stems beside them, so that "kettles" finds "kettle" and "frzn" still finds "Frzn"; of folded text.
create function word_vector(folded text, with_words boolean) returns tsvector
language plpgsql immutable parallel safe strict as $$
declare
  spaced text;
begin
  if folded !~ '[\u0e00-\U0003ffff]' or folded !~ ('[' || unspaced_letters() || ']') then
    return case when with_words then to_tsvector('simple', folded) || to_tsvector('english', folded) else to_tsvector('english', folded) end;
  end if;

  spaced := regexp_replace(folded, '[' || unspaced_letters() || ']+', ' ', 'g');
  return word_vector(spaced, with_words) || unspaced_pairs(folded);
end
$$;

create or replace function search_vector(value text, weight "char") returns tsvector
language plpgsql immutable parallel safe strict as $$
begin
  return setweight(word_vector(fold_text(value), true), weight);
end
$$;

-- What a product is found by.
create function product_vector(
  sku text, folded_name text, description text, tags text[], brand_words tsvector, category_words tsvector) returns tsvector
language plpgsql immutable parallel safe as $$
declare
  result tsvector := setweight(word_vector(folded_name, true) || to_tsvector('simple', fold_text(sku)), 'A')
    || coalesce(brand_words, '') || coalesce(category_words, '');
begin
  if tags <> '{}' then
    result := result || search_vector(array_to_string(tags, ' '), 'C');
  end if;
  if description <> '' then
    result := result || setweight(word_vector(fold_text(description), false), 'D');
  end if;
  return result;
end
$$;

-- As before; what a product is found by is said above.
create or replace function products_before_write() returns trigger
language plpgsql as $$
declare
  folded_name text;
  brand_words tsvector;
  category_words tsvector;
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

  folded_name := fold_text(new.name);
  new.name_sort := left(folded_name, 100);
  new.category_lineage := '{}';
  new.category_path := '';

  if new.brand_id is not null then
    select words into brand_words from brands where id = new.brand_id;
  end if;

  if new.category_id is not null then
    select lineage, path, words into new.category_lineage, new.category_path, category_words from categories where id = new.category_id;
  end if;

  new.search := product_vector(new.sku, folded_name, new.description, new.tags, brand_words, category_words);
  return new;
end
$$;

-- What a person typed, in pieces: words, and runs of letters of an unspaced script.
create function typed_pieces(typed text) returns text[]
language sql immutable parallel safe strict as $$
  select (array_agg(m[1] order by n))[1:12]
  from regexp_matches(fold_text(left(typed, 200)), '[' || unspaced_letters() || ']+|[^ ' || unspaced_letters() || ']+', 'g') with ordinality as found (m, n)
$$;

-- A piece of an unspaced script as a query: the phrase of its pairs; one letter alone is the beginning of a pair.
create function pairs_query(piece text, weights text) returns tsquery
language sql immutable parallel safe strict as $$
  select case
    when length(piece) = 1 then format('''%s'':*%s', piece, weights)::tsquery
    else (select string_agg(format('''%s''%s', substr(piece, i, 2), case when weights = '' then '' else ':' || weights end), ' <-> ' order by i)
          from generate_series(1, length(piece) - 1) as i)::tsquery
  end
$$;

-- What a person typed, as a query: every word must be there, as written or by its English stem; the last also as a prefix.
-- A word that no product has is replaced by the most similar known ones; with widen, the others may be too.
-- Null when nothing is left to search for. No input can make it fail: fold_text leaves letters, digits and spaces.
create or replace function search_query(typed text, widen boolean) returns tsquery
language plpgsql stable parallel safe as $$
declare
  words text[] := typed_pieces(typed);
  word text;
  i integer;
  part tsquery;
  known boolean;
  similar_words text[];
  result tsquery;
begin
  for i in 1..coalesce(cardinality(words), 0) loop
    word := words[i];
    if word ~ ('^[' || unspaced_letters() || ']') then
      part := pairs_query(word, '');
    else
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
    end if;

    result := case when result is null then part else result && part end;
  end loop;

  return result;
end
$$;

-- Products with every piece of what was typed in their names (weight A has their sku too), each the beginning of a word.
create function suggestion_query(typed text) returns tsquery
language sql immutable parallel safe strict as $$
  select string_agg(
    case when piece ~ ('^[' || unspaced_letters() || ']') then '(' || pairs_query(piece, 'A')::text || ')' else format('''%s'':*A', piece) end, ' & ')::tsquery
  from unnest(typed_pieces(typed)) as piece
$$;

-- The same as patterns, for a name that was folded and has a space put before it.
create function suggestion_patterns(typed text) returns text[]
language sql immutable parallel safe strict as $$
  select array_agg(case when piece ~ ('^[' || unspaced_letters() || ']') then '%' || piece || '%' else '% ' || piece || '%' end)
  from unnest(typed_pieces(typed)) as piece
$$;

-- What is there already. Only texts beyond ASCII are folded otherwise than before.
reindex index categories_name_trgm;
create index brands_folded_name_trgm on brands using gin (fold_text(name) gin_trgm_ops);

update brands set name = name where name ~ '[^\x01-\x7f]';
with recursive worded as (
  select id, search_vector(name, 'B') as words from categories where parent_id is null
  union all
  select child.id, search_vector(child.name, 'B') || setweight(worded.words, 'C')
  from worded join categories as child on child.parent_id = worded.id
)
update categories set words = worded.words from worded
where worded.id = categories.id and worded.words is distinct from categories.words;

-- No product changes by this: neither version nor time move. The words that mistyped ones are corrected to are collected.
alter table products disable trigger products_before_write;
update products as p set name_sort = left(fold_text(p.name), 100), search = found.search
from (
  select product.id, product_vector(product.sku, fold_text(product.name), product.description, product.tags, brand.words, category.words) as search
  from products as product
  left join brands as brand on brand.id = product.brand_id
  left join categories as category on category.id = product.category_id
  where concat(product.sku, product.name, product.description, array_to_string(product.tags, ''), brand.name, category.path) ~ '[^\x01-\x7f]'
) as found
where found.id = p.id and found.search is distinct from p.search;
alter table products enable trigger products_before_write;
