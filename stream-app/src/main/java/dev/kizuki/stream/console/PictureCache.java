package dev.kizuki.stream.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The pictures that were used last, up to a number of bytes. Thread-safe. */
final class PictureCache {
  /** The overhead of one entry. */
  private static final int ENTRY_BYTES = 500;

  private final long most;
  private final Map<String, Picture> pictures = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param most the greatest number of bytes
   */
  PictureCache(long most) {
    this.most = most;
  }

  synchronized Optional<Picture> get(String key) {
    return Optional.ofNullable(pictures.get(key));
  }

  synchronized void put(String key, Picture picture) {
    Picture before = pictures.put(key, picture);
    bytes += size(picture) - (before == null ? 0 : size(before));
    var eldest = pictures.entrySet().iterator();
    while (bytes > most && eldest.hasNext()) {
      bytes -= size(eldest.next().getValue());
      eldest.remove();
    }
  }

  private static int size(Picture picture) {
    return picture.bytes().length + ENTRY_BYTES;
  }

  synchronized long bytes() {
    return bytes;
  }
}
