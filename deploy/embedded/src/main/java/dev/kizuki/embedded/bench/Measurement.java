package dev.kizuki.embedded.bench;

/**
 * One measurement of one line.
 *
 * @param images the number of images
 * @param seconds the wall-clock time
 * @param cpuSeconds the processor time of the measured threads
 * @param allocatedBytes the bytes that the measured threads allocated
 */
record Measurement(long images, double seconds, double cpuSeconds, long allocatedBytes) {
  static Measurement of(long images, long nanoseconds, ThreadCosts.Cost cost) {
    return new Measurement(images, nanoseconds / 1e9, cost.cpuSeconds(), cost.bytes());
  }

  double imagesPerSecond() {
    return images / seconds;
  }

  double cpuMicrosPerImage() {
    return cpuSeconds * 1e6 / images;
  }

  double bytesPerImage() {
    return (double) allocatedBytes / images;
  }
}
