package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.limit.DeviceLearning;
import org.jspecify.annotations.Nullable;

/** The limit of one device, as its task knows it. Not thread-safe. */
final class WatchedLimit {
  /** The model of the latest image. The other fields belong to it. */
  @Nullable ModelReference model;

  /** The digest of the model's network; null if it is not known. */
  @Nullable String graph;

  /** The false-alarm rate that is promised for the device. */
  double falseAlarmRate;

  /** The burn-in for the network; null if the device has none in this task. */
  @Nullable DeviceLearning learning;

  /** Whether the heap has images that the store does not have. */
  boolean isUnsaved;

  long saveAtMs;

  /** Whether the images of the present suspicion were removed. */
  boolean isSuspected;
}
