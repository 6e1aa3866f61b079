package dev.kizuki.stream.limit;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.limit.DeviceLimit.Unusual;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The images of a burn-in: the distance and the second of arrival of each, and the place of the
 * most unusual ones. It takes 8 bytes for each image. Not thread-safe.
 */
public final class LearnedImages {
  private static final int MOST_UNUSUAL = 8;
  private static final int FEWEST = 16;

  private float[] distances = new float[FEWEST];
  private int[] seconds = new int[FEWEST];
  private int size;
  private final List<Unusual> unusual = new ArrayList<>(MOST_UNUSUAL + 1);

  /** Creates an empty burn-in. */
  public LearnedImages() {}

  /**
   * Creates a burn-in again.
   *
   * @param distances the distances in the order of arrival
   * @param seconds the text that {@link #seconds} returned
   */
  LearnedImages(float[] distances, String seconds, List<Unusual> unusual) {
    this.distances = Arrays.copyOf(distances, Math.max(FEWEST, distances.length));
    this.size = distances.length;
    this.seconds = new int[this.distances.length];
    ByteBuffer.wrap(Base64.getDecoder().decode(seconds)).asIntBuffer().get(this.seconds, 0, size);
    this.unusual.addAll(unusual);
  }

  public int size() {
    return size;
  }

  /**
   * Adds an image.
   *
   * @param place gives the place of the image in Kafka, which costs a digest
   */
  public void add(float distance, Instant at, Supplier<ImageReference> place) {
    if (size == distances.length) {
      distances = Arrays.copyOf(distances, 2 * size);
      seconds = Arrays.copyOf(seconds, 2 * size);
    }
    distances[size] = distance;
    seconds[size] = (int) at.getEpochSecond();
    size++;
    boolean isUnusual =
        unusual.size() < MOST_UNUSUAL || distance > unusual.get(unusual.size() - 1).distance();
    if (isUnusual) {
      unusual.add(new Unusual(at, distance, place.get()));
      unusual.sort(Comparator.comparingDouble(Unusual::distance).reversed());
      if (unusual.size() > MOST_UNUSUAL) {
        unusual.remove(MOST_UNUSUAL);
      }
    }
  }

  /**
   * Removes the images of a time whose distance is greater than a limit.
   *
   * @param from the first second, included
   * @param to the last second, included
   * @return the number of removed images
   */
  public int remove(Instant from, Instant to, double above) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      boolean isRemoved =
          distances[i] > above
              && seconds[i] >= from.getEpochSecond()
              && seconds[i] <= to.getEpochSecond();
      if (!isRemoved) {
        distances[kept] = distances[i];
        seconds[kept] = seconds[i];
        kept++;
      }
    }
    int removed = size - kept;
    size = kept;
    unusual.removeIf(
        image ->
            image.distance() > above
                && image.at().getEpochSecond() >= from.getEpochSecond()
                && image.at().getEpochSecond() <= to.getEpochSecond());
    return removed;
  }

  /**
   * Removes some of the unusual images.
   *
   * @param places the place of each, as {@link Unusual#place}
   * @throws IllegalArgumentException if a place is not that of an unusual image
   */
  public void strike(List<String> places) {
    for (String place : places) {
      Unusual image =
          unusual.stream()
              .filter(each -> each.place().equals(place))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the image %s is not among the most unusual ones".formatted(place)));
      unusual.remove(image);
      remove(image);
    }
  }

  private void remove(Unusual image) {
    for (int i = 0; i < size; i++) {
      if (distances[i] == (float) image.distance()
          && seconds[i] == (int) image.at().getEpochSecond()) {
        System.arraycopy(distances, i + 1, distances, i, size - i - 1);
        System.arraycopy(seconds, i + 1, seconds, i, size - i - 1);
        size--;
        return;
      }
    }
  }

  /** Returns the distances in the order of arrival. */
  public float[] distances() {
    return Arrays.copyOf(distances, size);
  }

  /** Returns the seconds since 1970 as text: int32, big-endian, base64. */
  public String seconds() {
    ByteBuffer bytes = ByteBuffer.allocate(size * Integer.BYTES);
    bytes.asIntBuffer().put(seconds, 0, size);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Returns the most unusual images, the most unusual first. */
  public List<Unusual> unusual() {
    return List.copyOf(unusual);
  }
}
