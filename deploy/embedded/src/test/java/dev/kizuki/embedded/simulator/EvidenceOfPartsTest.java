package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.evidence.Evidence;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.scoring.Model;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The heat maps of the demo's model point at the defects that the simulator drew. */
class EvidenceOfPartsTest {
  private static final int PICTURES_OF_EACH_DEFECT = 10;
  private static final int SIZE = PartCamera.SIZE;

  /**
   * The defects at one place. A misaligned part differs along all its edges, in lines that are
   * thinner than the cells of the map.
   */
  private static final List<Defect> LOCAL =
      List.of(Defect.SCRATCH, Defect.DENT, Defect.MISSING_HOLE, Defect.STAIN);

  /**
   * A pixel of a map.
   *
   * @param value in score units
   * @param defect whether the simulator's mask has a defect there
   */
  private record MapPixel(float value, boolean defect) {}

  private final List<MapPixel> pixels = new ArrayList<>();

  @Test
  void theMapPointsAtTheDefects() throws IOException {
    Camera camera = new Camera(ProductKind.PART, LightKind.PLAIN, new Frame(SIZE, false), 21);
    try (Model model = Model.load(ShippedModels.DEMO_PARTS);
        EvidenceRunner runner = new EvidenceRunner(model, ImageLimits.DEFAULT)) {
      for (Defect defect : LOCAL) {
        for (int i = 0; i < PICTURES_OF_EACH_DEFECT; i++) {
          add(runner, camera.next(defect.label()));
          add(runner, camera.next(null));
        }
      }
    }
    assertThat(auroc()).as("AUROC of the pixels").isGreaterThan(0.95);
  }

  private void add(EvidenceRunner runner, Picture picture) throws IOException {
    Evidence evidence = (Evidence) runner.explain(picture.png());
    float[] values = evidence.scaledTo(SIZE, SIZE);
    int[] mask =
        ImageIO.read(new ByteArrayInputStream(picture.maskPng()))
            .getRaster()
            .getSamples(0, 0, SIZE, SIZE, 0, (int[]) null);
    for (int i = 0; i < values.length; i++) {
      pixels.add(new MapPixel(values[i], mask[i] > 0));
    }
  }

  /**
   * The area under the ROC curve: the share of pairs in which the pixel of the defect is hotter.
   */
  private double auroc() {
    pixels.sort(Comparator.comparingDouble(MapPixel::value));
    double intact = 0;
    double pairs = 0;
    for (MapPixel pixel : pixels) {
      if (pixel.defect()) {
        pairs += intact;
      } else {
        intact++;
      }
    }
    return pairs / intact / (pixels.size() - intact);
  }
}
