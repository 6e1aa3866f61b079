package dev.kizuki.stream;

import dev.kizuki.scoring.FeatureDirections;
import dev.kizuki.stream.explanation.AlertExplanation;
import dev.kizuki.stream.explanation.AlertExplanation.PresentConfiguration;
import dev.kizuki.stream.explanation.RaisedImage;
import dev.kizuki.stream.explanation.Reproduction;
import java.io.PrintWriter;

/** The explanation of an alert for people. */
record ExplainText(AlertExplanation explanation) {
  void print(PrintWriter out) {
    RaisedImage then = explanation.then();
    out.printf("%-11s %s of %s%n", then.kind(), then.id(), then.device());
    out.printf(
        "%-11s %s-%d@%d, received %s%s%n",
        "image",
        then.image().topic(),
        then.image().partition(),
        then.image().offset(),
        then.receivedAt(),
        then.scoredAt() == null ? "" : ", scored " + then.scoredAt());
    out.printf(
        "%-11s %s %s, sha256 %s%n",
        "model then", then.model().name(), then.model().version(), then.model().sha256());
    out.printf(
        "%-11s %s %s, %s%n",
        "model now",
        explanation.model().name(),
        explanation.model().version(),
        explanation.model().isTheVeryOne()
            ? "the very same file content, from " + explanation.model().file()
            : "ANOTHER model, sha256 %s, from %s"
                .formatted(explanation.model().sha256(), explanation.model().file()));
    out.printf(
        "%-11s %s then, above the threshold %s: score %.3f%n",
        "distance", then.distance(), then.threshold(), then.score());
    out.printf("%-11s %s%n", "", again());
    out.printf("%-11s %s%n", "threshold", explanation.thresholdFrom());
    out.printf("%-11s %.3g then%n", "p-value", then.pValue());
    out.printf(
        "%-11s %.3g by this model's calibration: %d of %d calibration images are at least so far"
            + " away%n",
        "", explanation.pValue(), explanation.atLeastSoFar(), explanation.calibrationImages());
    out.printf("%-11s %s%n", "places", places());
    directions(out);
    present(out);
    out.flush();
  }

  private String again() {
    Reproduction again = explanation.again();
    if (again == null) {
      return "rejected now: the limits of images or the model are not those of that time";
    }
    if (again.sameInBatchOf() != null) {
      return again.sameInBatchOf() == 1
          ? "the same now, to the last bit"
          : ("the same now in a batch of %d, to the last bit; alone it is %s, %d units in the last"
                  + " place away: ONNX Runtime sums in another order in other batches")
              .formatted(again.sameInBatchOf(), again.distance(), again.unitsInLastPlace());
    }
    if (!explanation.model().isTheVeryOne()) {
      return again.distance() + " now, by another model";
    }
    return again.isMoreThanRounding(explanation.then().distance())
        ? ("%s now: more than rounding. The model and the image are the same, so this Kizuki prepares"
                + " the image in another way, or this machine computes wrongly (%s)")
            .formatted(again.distance(), explanation.runtime())
        : ("%s now, %d units in the last place away, in each batch size that was tried (%s):"
                + " rounding of another processor or ONNX Runtime; here it is %s")
            .formatted(
                again.distance(),
                again.unitsInLastPlace(),
                again.byBatch().keySet(),
                explanation.runtime());
  }

  private String places() {
    return explanation.largestPlace() == null
        ? "no heat map, because the image is rejected now"
        : "the largest value of the heat map is %.2f thresholds (%s); --heatmap FILE writes it"
            .formatted(explanation.largestPlace(), explanation.mapMethod());
  }

  private void directions(PrintWriter out) {
    FeatureDirections directions = explanation.directions();
    if (directions == null) {
      out.printf(
          "%-11s not available: this model computes its distance from several places or features; its"
              + " heat map says where%n",
          "directions");
      return;
    }
    out.printf(
        "%-11s of %d, by their share of the squared distance. Direction i is what dimension i of the"
            + " feature adds to those before it.%n",
        "directions", directions.dimensions());
    directions
        .largest()
        .forEach(
            each ->
                out.printf(
                    "%-11s %5d  %5.1f %%  %+.1f standard deviations%n",
                    "", each.index(), 100 * each.share(), each.deviations()));
  }

  private void present(PrintWriter out) {
    PresentConfiguration present = explanation.present();
    out.printf(
        "%-11s model %s, false-alarm rate %s, incidents at %s images, images up to %d bytes and %d"
            + " pixels%n",
        "present",
        present.modelFile() == null ? "none for this device" : present.modelFile(),
        present.falseAlarmRate() == null ? "of the model" : present.falseAlarmRate().toString(),
        present.incidents(),
        present.maxImageBytes(),
        present.maxPixels());
    out.printf(
        "%-11s Kafka does not hold the configuration of that time: only model, threshold and p-value"
            + " above are of that time%n",
        "");
  }
}
