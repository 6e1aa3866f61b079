package dev.kizuki.embedded.console;

import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.embedded.simulator.PartCamera;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Images of parts, by the verdicts of a strict and of a lenient model.
 *
 * @param disputed only the strict model calls them anomalous
 * @param defective both call them anomalous
 * @param normal both call them normal
 */
record ComparedImages(List<byte[]> disputed, List<byte[]> defective, List<byte[]> normal) {
  /** Draws images until there are enough of each kind; the same at each call. */
  static ComparedImages draw(Path strict, Path lenient, int disputed, int defective, int normal) {
    PartCamera camera = new PartCamera(4711);
    ComparedImages drawn =
        new ComparedImages(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try (Model strictModel = Model.load(strict);
        Model lenientModel = Model.load(lenient);
        ImageJudge strictJudge = new ImageJudge(strictModel, ImageLimits.DEFAULT);
        ImageJudge lenientJudge = new ImageJudge(lenientModel, ImageLimits.DEFAULT)) {
      while (drawn.disputed.size() < disputed || drawn.normal.size() < normal) {
        byte[] image = camera.next(null);
        boolean alarm = strictJudge.judge(image) instanceof Verdict.Anomalous;
        if (lenientJudge.judge(image) instanceof Verdict.Normal) {
          (alarm ? drawn.disputed : drawn.normal).add(image);
        }
      }
      while (drawn.defective.size() < defective) {
        byte[] image = camera.next(Defect.STAIN);
        if (lenientJudge.judge(image) instanceof Verdict.Anomalous
            && strictJudge.judge(image) instanceof Verdict.Anomalous) {
          drawn.defective.add(image);
        }
      }
    }
    return drawn;
  }
}
