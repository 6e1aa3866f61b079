package dev.kizuki.stream.models;

/**
 * Scored images of a model, and how many of them were anomalous.
 *
 * @param images the scored images
 * @param alarms the anomalous ones among them
 */
record AlarmCounts(long images, long alarms) {
  /** The counts since an earlier time. */
  AlarmCounts since(AlarmCounts earlier) {
    return new AlarmCounts(images - earlier.images, alarms - earlier.alarms);
  }

  /** The share of anomalous images, in percent, as text. */
  String percent() {
    return "%.2f %%".formatted(images == 0 ? 0 : 100.0 * alarms / images);
  }
}
