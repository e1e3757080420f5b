-- Commits drive the caches: a row in the log says by itself which entries are made of it, as it was and as it is.

-- Lists are kept by their category's path, which the log would not know from an id. Kept by the trigger below.
alter table products add column category_path text collate "C" not null default '';

-- No product changes by this: neither version nor time move.
alter table products disable trigger user;
update products set category_path = categories.path from categories where categories.id = products.category_id;
alter table products enable trigger user;

-- As before, and category_path follows the category as category_lineage does.
create or replace function products_before_write() returns trigger
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
  new.category_path := '';

  if new.brand_id is not null then
    select words into brand_words from brands where id = new.brand_id;
  end if;

  if new.category_id is not null then
    select lineage, path, words into new.category_lineage, new.category_path, category_words from categories where id = new.category_id;
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

-- The log carries the old version whole. What is made of brands is told by their changes alone, whatever they were.
alter table products replica identity full;
alter table categories replica identity full;
