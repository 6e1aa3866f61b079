package dev.kizuki.trainer.vae;

/** Sets the properties that DJL reads when its engine starts. */
public final class DjlEngine {
  private DjlEngine() {}

  /**
   * Keeps DJL off the network and on one thread. Without it, DJL asks a cloud's metadata service
   * for its location, and downloads libraries. Call it before the first use of any class of DJL.
   */
  public static void prepare() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // More threads are slower for networks of this size.
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }
}
