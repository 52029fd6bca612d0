-- Keys of places: those of points keep their first byte, g; those of what is larger than a point begin with w.
--[sqlite]
update hub_index set key = cast(x'77' || substr(key, 2) as blob)
  where key >= x'67' and key < x'68' and length(key) = 10 and substr(key, 10, 1) <> x'1e';
--[postgres]
update hub_index set key = '\x77'::bytea || substring(key from 2)
  where key >= '\x67'::bytea and key < '\x68'::bytea and length(key) = 10 and get_byte(key, 9) <> 30;
--[both]
