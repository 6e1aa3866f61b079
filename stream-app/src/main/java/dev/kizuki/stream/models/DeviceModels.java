package dev.kizuki.stream.models;

import dev.kizuki.stream.event.ImageSender;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that serve at one time, and which of them judges a device. A swap makes a new object
 * of this class. It remembers the answer for each device, because matching patterns costs time for
 * every image. Thread-safe.
 */
final class DeviceModels {
  /** The most devices that are remembered. Every other device is matched again for each image. */
  private static final int REMEMBERED_DEVICES = 100_000;

  private final List<ServedModel> models;
  private final Map<String, Optional<ServedModel>> byDevice = new ConcurrentHashMap<>();

  /**
   * @param models the models, in the order of the configuration
   */
  DeviceModels(List<ServedModel> models) {
    this.models = List.copyOf(models);
  }

  /** All models, in the order of the configuration. */
  List<ServedModel> all() {
    return models;
  }

  /** The model of a device, or the model that a canary tests. */
  Optional<ServedModel> forSender(ImageSender sender) {
    if (sender instanceof ImageSender.Canary canary) {
      return canary.model() < models.size()
          ? Optional.of(models.get(canary.model()))
          : Optional.empty();
    }
    return forDevice(sender.name());
  }

  /** The first model whose pattern matches the device. */
  Optional<ServedModel> forDevice(String device) {
    Optional<ServedModel> known = byDevice.get(device);
    if (known != null) {
      return known;
    }
    Optional<ServedModel> found = models.stream().filter(model -> model.judges(device)).findFirst();
    if (byDevice.size() < REMEMBERED_DEVICES) {
      byDevice.put(device, found);
    }
    return found;
  }
}
