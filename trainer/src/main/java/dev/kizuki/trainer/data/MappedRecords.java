package dev.kizuki.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of one length in a temporary file that is mapped into memory, so that the heap stays
 * small for any number of them. The file is deleted as soon as it is open, so nothing remains when
 * the process ends.
 */
public final class MappedRecords {
  private static final int MOST_BYTES_PER_SEGMENT = 1 << 30;

  private final int recordBytes;
  private final int recordsPerSegment;
  private final List<MappedByteBuffer> segments = new ArrayList<>();

  /**
   * Makes records of zeros.
   *
   * @param content the content of the records, for the name of the file and for messages
   * @param count the number of records
   * @param recordBytes the length of a record
   * @throws UncheckedIOException if the temporary folder has no room; the message says how much is
   *     needed
   */
  public MappedRecords(String content, int count, int recordBytes) {
    this.recordBytes = recordBytes;
    this.recordsPerSegment = Math.max(1, MOST_BYTES_PER_SEGMENT / recordBytes);
    try {
      Path file = Files.createTempFile("kizuki-" + content, null);
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        for (int start = 0; start < count; start += recordsPerSegment) {
          long records = Math.min(recordsPerSegment, count - start);
          segments.add(
              channel.map(MapMode.READ_WRITE, (long) start * recordBytes, records * recordBytes));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep the %s of %d images, %d bytes each, in the temporary folder: make room there, or choose another with JAVA_OPTS=-Djava.io.tmpdir=FOLDER"
              .formatted(content, count, recordBytes),
          e);
    }
  }

  /** Returns a record. The buffer is a view in the byte order of the machine, not a copy. */
  public ByteBuffer get(int index) {
    return segments
        .get(index / recordsPerSegment)
        .slice(index % recordsPerSegment * recordBytes, recordBytes)
        .order(ByteOrder.nativeOrder());
  }
}
