package dev.kizuki.stream.topology;

import dev.kizuki.stream.camera.Camera;
import dev.kizuki.stream.camera.CameraMemory;
import dev.kizuki.stream.drift.DeviceDrift;
import dev.kizuki.stream.drift.DriftMemory;
import dev.kizuki.stream.drift.DriftRules;
import dev.kizuki.stream.incident.DeviceMemory;
import dev.kizuki.stream.incident.IncidentJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The devices of one task, and the store of what must survive a restart. Not thread-safe. */
final class WatchedDevices {
  private final IncidentSettings settings;
  private final KeyValueStore<String, byte[]> memories;
  private final Map<String, WatchedDevice> devices = new HashMap<>();

  /** Restores the devices of the store. */
  WatchedDevices(IncidentSettings settings, KeyValueStore<String, byte[]> memories) {
    this.settings = settings;
    this.memories = memories;
    try (KeyValueIterator<String, byte[]> all = memories.all()) {
      all.forEachRemaining(
          each -> add(each.key, IncidentJson.read(each.value, DeviceMemory.class)));
    }
  }

  private WatchedDevice add(String name, @Nullable DeviceMemory memory) {
    CameraMemory camera =
        memory == null || memory.camera() == null ? CameraMemory.NONE : memory.camera();
    WatchedDevice device =
        new WatchedDevice(
            name,
            settings.line().apply(name),
            new Camera(settings.cameras().apply(name), camera),
            drift(memory == null ? null : memory.drift()));
    if (memory != null) {
      device.restore(memory);
    }
    devices.put(name, device);
    return device;
  }

  private @Nullable DeviceDrift drift(@Nullable DriftMemory memory) {
    DriftRules rules = settings.drift();
    return rules == null
        ? null
        : new DeviceDrift(rules, memory == null ? DriftMemory.NONE : memory);
  }

  /** Returns a device, and begins to watch it if it is new. */
  WatchedDevice get(String name) {
    WatchedDevice known = devices.get(name);
    return known != null ? known : add(name, null);
  }

  /** Returns a device; null if it is not watched. */
  @Nullable WatchedDevice known(String name) {
    return devices.get(name);
  }

  Collection<WatchedDevice> all() {
    return devices.values();
  }

  /** Stores what must survive a restart. */
  void remember(WatchedDevice device) {
    memories.put(device.name, IncidentJson.write(device.memory()));
  }

  /**
   * Forgets the devices without incidents that sent no image since a time.
   *
   * @return the names of these devices
   */
  List<String> forgetBefore(long oldestMs) {
    List<String> forgotten = new ArrayList<>();
    for (WatchedDevice device : List.copyOf(devices.values())) {
      boolean gone = device.active.isEmpty() && device.camera.lastArrivalMs() < oldestMs;
      if (gone) {
        devices.remove(device.name);
        memories.delete(device.name);
        forgotten.add(device.name);
      }
    }
    return forgotten;
  }
}
