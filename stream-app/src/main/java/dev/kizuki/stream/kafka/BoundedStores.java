package dev.kizuki.stream.kafka;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the native memory of the state stores. Every partition has a RocksDB of its own for each
 * store, and by default each of them takes up to 50 MiB for blocks and 48 MiB for writes. Here all
 * of them share one cache, and their writes count towards it. See "Memory Management" in the
 * documentation of Kafka Streams. Kafka Streams makes an object of this class for each store, so
 * what is shared is static.
 */
public final class BoundedStores implements RocksDBConfigSetter {
  /** All blocks, indexes, filters and writes in memory. */
  static final long CACHE_BYTES = 64L << 20;

  /** The writes in memory of all stores. At this size the largest is written to the disk. */
  private static final long WRITE_BYTES = 24L << 20;

  /** The writes in memory of one store. RocksDB takes an eighth of it at the first write. */
  private static final long STORE_WRITE_BYTES = 2L << 20;

  private static final Cache CACHE;
  private static final WriteBufferManager WRITES;

  static {
    RocksDB.loadLibrary();
    CACHE = new LRUCache(CACHE_BYTES);
    WRITES = new WriteBufferManager(WRITE_BYTES, CACHE);
  }

  /** Returns how many bytes the stores of this process hold in memory. */
  static long usedBytes() {
    return CACHE.getUsage();
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configuration) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(WRITES);
    options.setWriteBufferSize(STORE_WRITE_BYTES);
  }

  @Override
  public void close(String store, Options options) {
    // The cache and the write buffers serve all stores until the process ends.
  }
}
