package dev.kizuki.scoring;

import dev.kizuki.image.Pixels;

/** Receives the decoded images of a call to {@link ImageJudge}. */
@FunctionalInterface
public interface PixelsListener {
  /**
   * Called on the thread of the judge, right after an image is decoded and before it is resized.
   * Not called for payloads that cannot be decoded.
   *
   * @param index the position of the image in the list that is judged
   * @param pixels valid during this call only: the next image overwrites them
   */
  void decoded(int index, Pixels pixels);
}
