package dev.kizuki.stream.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class BoundedStoresTest {
  private static final int STORES = 10;
  private static final int RECORDS = 2000;
  private static final int RECORD_BYTES = 4096;

  @TempDir private Path folder;

  @Test
  void allStoresTogetherStayBelowTheBound() throws RocksDBException {
    // all records are more than the bound
    assertThat((long) STORES * RECORDS * RECORD_BYTES).isGreaterThan(BoundedStores.CACHE_BYTES);
    byte[] value = new byte[RECORD_BYTES];
    new Random(1).nextBytes(value);
    List<AbstractNativeReference> open = new ArrayList<>();
    try {
      long most = 0;
      for (int store = 0; store < STORES; store++) {
        RocksDB database = open("store-" + store, open);
        for (int key = 0; key < RECORDS; key++) {
          database.put(Integer.toString(key).getBytes(UTF_8), value);
          most = Math.max(most, BoundedStores.usedBytes());
        }
      }
      assertThat(most).isPositive().isLessThan(BoundedStores.CACHE_BYTES);
    } finally {
      open.forEach(AbstractNativeReference::close);
    }
  }

  private RocksDB open(String name, List<AbstractNativeReference> open) throws RocksDBException {
    Options options =
        new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
    new BoundedStores().setConfig(name, options, Map.of());
    RocksDB database = RocksDB.open(options, folder.resolve(name).toString());
    open.add(database);
    open.add(options);
    return database;
  }
}
