package dev.kizuki.embedded.demo;

/**
 * The options of the command line for the images of the simulated cameras.
 *
 * @param images the number of images
 * @param rate images a second, over all cameras
 * @param defectShare the share of parts with a defect, in [0, 1]
 * @param seed the seed of the random numbers; the same seed gives the same parts
 */
record CameraSettings(long images, double rate, double defectShare, long seed) {
  CameraSettings {
    if (!(rate > 0) || !(defectShare >= 0 && defectShare <= 1) || images <= 0) {
      throw new IllegalArgumentException(
          "--rate and --images must be positive, and --defects between 0 and 1");
    }
  }
}
