package dev.kizuki.stream.topology;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.LimitMemory;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The burn-ins of the devices of one task in its store. The key is the device, a slash, and the
 * beginning of the network's digest, so that a device that goes back to an earlier network finds
 * its limit again.
 */
final class LimitStore {
  private static final int DIGITS = 16;

  private final KeyValueStore<String, byte[]> store;

  LimitStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  private static String key(String device, String graph) {
    return device + "/" + graph.substring(0, Math.min(DIGITS, graph.length()));
  }

  /** Returns the burn-in of a device for a network; null if there is none. */
  @Nullable LimitMemory find(String device, String graph) {
    byte[] json = store.get(key(device, graph));
    return json == null ? null : IncidentJson.read(json, LimitMemory.class);
  }

  void put(LimitMemory memory) {
    store.put(key(memory.limit().device(), memory.limit().graph()), IncidentJson.write(memory));
  }

  /** Deletes the burn-ins of a device for all networks but one. */
  void deleteOthers(String device, String graph) {
    delete(device, key(device, graph));
  }

  /** Deletes all burn-ins of a device. */
  void delete(String device) {
    delete(device, "");
  }

  private void delete(String device, String kept) {
    List<String> old = new ArrayList<>();
    // the digits of a digest come before the letter g
    try (KeyValueIterator<String, byte[]> all = store.range(device + "/", device + "/g")) {
      all.forEachRemaining(
          each -> {
            boolean isOfDevice = each.key.lastIndexOf('/') == device.length();
            if (isOfDevice && !each.key.equals(kept)) {
              old.add(each.key);
            }
          });
    }
    old.forEach(store::delete);
  }
}
