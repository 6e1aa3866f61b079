package dev.kizuki.stream.kafka;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Reads the committed offsets of a consumer group. The caller must close it. */
interface GroupOffsets extends AutoCloseable {
  /**
   * The offsets of one partition.
   *
   * @param begin the first offset that the partition still holds
   * @param end the offset of the next record
   * @param committed the group's committed offset; empty if the group has committed nothing
   */
  record PartitionOffsets(long begin, long end, OptionalLong committed) {
    /** Returns the number of records that the group has not committed; 0 or more. */
    long lag() {
      return Math.max(0, end - committed.orElse(begin));
    }
  }

  /**
   * Reads the offsets of all partitions from the brokers.
   *
   * @throws ExecutionException if a broker refuses the request
   * @throws TimeoutException if the brokers do not answer
   */
  List<PartitionOffsets> read() throws ExecutionException, InterruptedException, TimeoutException;

  @Override
  void close();
}
