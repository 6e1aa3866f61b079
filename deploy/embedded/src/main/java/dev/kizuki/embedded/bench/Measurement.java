package dev.kizuki.embedded.bench;

/**
 * One run of one line.
 *
 * @param seconds by the wall clock
 * @param cpuSeconds of the threads in question
 * @param allocatedBytes by them
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
