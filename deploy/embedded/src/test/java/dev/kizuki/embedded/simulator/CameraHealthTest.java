package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.simulator.product.Canvas;
import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.embedded.simulator.product.Product;
import dev.kizuki.image.Pixels;
import dev.kizuki.stream.camera.CameraLimits;
import dev.kizuki.stream.camera.CameraMemory;
import dev.kizuki.stream.camera.Finding;
import dev.kizuki.stream.camera.Health;
import dev.kizuki.stream.camera.PictureMeasure;
import dev.kizuki.stream.camera.Trouble;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The health of cameras on the simulator's products, 256 x 256 pixels, whose parts lie in any pose.
 * Each picture has a new part, a new light of {@link PlainLight} and new noise.
 */
class CameraHealthTest {
  private static final int SIDE = 256;
  private static final int HEALTHY = 100;
  private static final int SICK = 15;

  private final Random random = new Random(5);
  private final PictureMeasure measure = new PictureMeasure();
  private long now = 1_700_000_000_000L;

  @ParameterizedTest
  @EnumSource
  void findsTroublesAndNothingOnHealthyCameras(ProductKind kind) {
    Product product = kind.make(new Frame(SIDE, false));
    CameraMemory memory = healthy(product);
    assertThat(confirmed(memory, product, 0.15, 0, 0)).containsExactly(Trouble.DARK);
    assertThat(confirmed(memory, product, 1, 3, 0)).containsExactly(Trouble.BLURRED);
    assertThat(confirmedFrozen(memory, product)).containsExactly(Trouble.FROZEN);
    // the other products fill the picture or lie anywhere: there is no place to compare with
    boolean fixed =
        Set.of(ProductKind.PART, ProductKind.FLANGE, ProductKind.BRACKET, ProductKind.SOLAR_CELL)
            .contains(kind);
    Set<Trouble> moved = confirmed(memory, product, 1, 0, SIDE / 10);
    assertThat(moved).isEqualTo(fixed ? EnumSet.of(Trouble.MOVED) : Set.of());
    assertThat(camera(memory).unwatched().contains(Trouble.MOVED)).isEqualTo(!fixed);
  }

  private static dev.kizuki.stream.camera.Camera camera(CameraMemory memory) {
    return new dev.kizuki.stream.camera.Camera(CameraLimits.DEFAULT, memory);
  }

  private CameraMemory healthy(Product product) {
    dev.kizuki.stream.camera.Camera camera = camera(CameraMemory.NONE);
    for (int i = 0; i < HEALTHY; i++) {
      now += 1000;
      Health health = camera.measured(measure.measure(picture(product, 1, 0, 0)), now);
      assertThat(health.confirmed()).isEmpty();
      assertThat(health.suspected()).as("picture %d", i).isEmpty();
    }
    return camera.memory();
  }

  private Set<Trouble> confirmed(
      CameraMemory memory, Product product, double light, int blur, int shift) {
    dev.kizuki.stream.camera.Camera camera = camera(memory);
    for (int i = 0; i < SICK; i++) {
      now += 1000;
      camera.measured(measure.measure(picture(product, light, blur, shift)), now);
    }
    return troubles(camera);
  }

  private Set<Trouble> confirmedFrozen(CameraMemory memory, Product product) {
    dev.kizuki.stream.camera.Camera camera = camera(memory);
    Pixels frozen = picture(product, 1, 0, 0);
    for (int i = 0; i < SICK; i++) {
      now += 1000;
      camera.measured(measure.measure(frozen), now);
    }
    return troubles(camera);
  }

  private static Set<Trouble> troubles(dev.kizuki.stream.camera.Camera camera) {
    Set<Trouble> troubles = EnumSet.noneOf(Trouble.class);
    for (Finding finding : camera.confirmed()) {
      troubles.add(finding.trouble());
    }
    return troubles;
  }

  /**
   * Takes a picture of a good part.
   *
   * @param gain a factor of the light
   * @param blur the radius of the blur of the lens, in pixels; the noise stays sharp
   * @param shift how far the camera has turned to the side, in pixels
   */
  private Pixels picture(Product product, double gain, int blur, int shift) {
    float[] scene = blurred(scene(product.make(random, null).shown(), shift), blur);
    Light light = PlainLight.draw(random);
    byte[] samples = new byte[scene.length];
    for (int i = 0; i < samples.length; i++) {
      double x = (i % SIDE - SIDE / 2.0) / SIDE;
      int row = i / SIDE;
      double y = (row - SIDE / 2.0) / SIDE;
      double exposed = gain * light.expose(scene[i], x, y);
      double value = exposed + light.noise(exposed) * random.nextGaussian();
      samples[i] = (byte) Math.round(Math.max(0, Math.min(255, value)));
    }
    return new Pixels(1, SIDE, SIDE, samples);
  }

  private static float[] scene(Canvas canvas, int shift) {
    float[] scene = new float[SIDE * SIDE];
    for (int i = 0; i < scene.length; i++) {
      int column = Math.floorMod(i % SIDE - shift, SIDE);
      scene[i] = (float) canvas.luma(i / SIDE * SIDE + column);
    }
    return scene;
  }

  /** Blurs twice with a box, along both axes. */
  private static float[] blurred(float[] scene, int radius) {
    float[] result = scene;
    for (int pass = 0; pass < 2 && radius > 0; pass++) {
      result = box(box(result, radius, 1, SIDE), radius, SIDE, 1);
    }
    return result;
  }

  /**
   * @param along the distance of neighbours in the array, along the axis of the blur
   * @param across the distance of neighbours on the other axis
   */
  private static float[] box(float[] from, int radius, int along, int across) {
    float[] to = new float[from.length];
    for (int line = 0; line < SIDE; line++) {
      for (int place = 0; place < SIDE; place++) {
        float sum = 0;
        for (int d = -radius; d <= radius; d++) {
          sum += from[line * across + Math.floorMod(place + d, SIDE) * along];
        }
        to[line * across + place * along] = sum / (2 * radius + 1);
      }
    }
    return to;
  }
}
