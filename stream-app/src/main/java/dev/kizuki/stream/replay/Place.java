package dev.kizuki.stream.replay;

/** The place of an image in the topic of images. */
public record Place(int partition, long offset) {
  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
