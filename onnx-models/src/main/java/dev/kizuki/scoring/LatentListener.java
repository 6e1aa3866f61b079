package dev.kizuki.scoring;

import java.nio.FloatBuffer;

/** Receives the latent codes of the images of a call to {@link ImageJudge}. */
@FunctionalInterface
public interface LatentListener {
  /**
   * Called on the thread of the judge, right after the model has run. Not called for payloads that
   * are rejected.
   *
   * @param index the position of the image in the list that is judged
   * @param latent ({@link Model#latents()}), valid during this call only
   */
  void encoded(int index, FloatBuffer latent);
}
