package dev.kizuki.embedded.bench;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import java.util.List;

/**
 * Measures the way from an encoded image to its score: decoding, scaling, inference and threshold.
 * Each thread has a judge of its own and judges one image after the other.
 *
 * @param payloads encoded images that the model accepts
 */
record ScoringLine(String name, Model model, List<byte[]> payloads, TimedLoops loops)
    implements Line {
  @Override
  public Measurement run() throws InterruptedException {
    return loops.measure(this::judge);
  }

  private long judge(long end) {
    long images = 0;
    try (ImageJudge judge = new ImageJudge(model, ImageLimits.LOCAL_FILES)) {
      while (System.nanoTime() < end) {
        Verdict verdict = judge.judge(payloads.get((int) (images++ % payloads.size())));
        if (verdict instanceof Verdict.Rejected rejected) {
          throw new IllegalStateException("an image was rejected: " + rejected.rejection());
        }
      }
    }
    return images;
  }
}
