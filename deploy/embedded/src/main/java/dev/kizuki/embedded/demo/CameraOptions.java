package dev.kizuki.embedded.demo;

import picocli.CommandLine.Option;

/** The command-line options of the simulated cameras. */
final class CameraOptions {
  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Stop after N images. Default: run until Ctrl-C.")
  private long images = Long.MAX_VALUE;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Images a second, over all cameras. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--defects",
      paramLabel = "SHARE",
      description =
          "The share of parts with a defect beside those of the script, 0 to 1. Default:"
              + " ${DEFAULT-VALUE}.")
  private double defects;

  @Option(
      names = "--seed",
      description =
          "Seed of the random numbers. The same seed gives the same parts. Default:"
              + " ${DEFAULT-VALUE}.")
  private long seed = 1;

  /**
   * @param rate the default rate, images a second
   * @param defects the default share of parts with a defect, 0 to 1
   */
  CameraOptions(double rate, double defects) {
    this.rate = rate;
    this.defects = defects;
  }

  CameraSettings settings() {
    return new CameraSettings(images, rate, defects, seed);
  }
}
