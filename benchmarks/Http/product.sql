-- The Catalog API's JSON of the product $1, for the peers that are not .NET.
select json_build_object(
  'id', p.id,
  'sku', p.sku,
  'name', p.name,
  'description', p.description,
  'brand', brand.name,
  'categoryPath', coalesce((
    select json_agg(json_build_object('id', c.id, 'name', c.name, 'path', c.path) order by cardinality(c.lineage))
    from categories as c where c.id = any (p.category_lineage)), '[]'),
  'price', json_build_object('amount', round(p.price, 2), 'currency', p.currency),
  'stock', p.stock,
  'availability', p.availability,
  'tags', p.tags,
  'imageLink', p.image_link,
  'attributes', p.attributes,
  'version', p.version,
  'createdAt', p.created_at,
  'updatedAt', p.updated_at) as body
from products as p
left join brands as brand on brand.id = p.brand_id
where p.id = $1
