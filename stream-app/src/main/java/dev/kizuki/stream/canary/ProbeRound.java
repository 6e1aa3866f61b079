package dev.kizuki.stream.canary;

/**
 * The probe images of one model that are sent together. The round passes when all of them came back
 * with the right verdict. Not thread-safe.
 */
final class ProbeRound {
  private final ModelProbes probes;
  private int outstanding;
  private boolean failed;

  ProbeRound(ModelProbes probes) {
    this.probes = probes;
    this.outstanding = probes.images().size();
  }

  ModelProbes probes() {
    return probes;
  }

  /**
   * Notes that an image came back.
   *
   * @return whether it was the last one and all verdicts were right
   */
  boolean returned(boolean right) {
    failed |= !right;
    return --outstanding == 0 && !failed;
  }
}
