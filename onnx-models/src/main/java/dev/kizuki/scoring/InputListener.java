package dev.kizuki.scoring;

import java.nio.ByteBuffer;

/** Receives the inputs of the model in a call to {@link ImageJudge}. */
@FunctionalInterface
public interface InputListener {
  /**
   * Called on the thread of the judge, right after an image is preprocessed. Not called for images
   * that are rejected. Its time counts neither as decoding nor as inference.
   *
   * @param index the position of the image in the list that is judged
   * @param input (C, H, W) bytes from its position to its limit, valid during this call only
   */
  void prepared(int index, ByteBuffer input);
}
