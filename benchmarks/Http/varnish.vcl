# Varnish in front of the uncached API; words in @ are filled in by http.sh.
vcl 4.1;

backend api { .host = "127.0.0.1"; .port = "@UPSTREAM@"; }

sub vcl_backend_response {
  unset beresp.http.Cache-Control;
  unset beresp.http.Vary;
  set beresp.ttl = @SECONDS@s;
  set beresp.grace = 0s;
  return (deliver);
}
