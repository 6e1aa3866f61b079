package dev.kizuki.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.simulator.LineCamera;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DemoCameraTest {
  private static DemoCamera camera(double defectShare, Episode... episodes) {
    return new DemoCamera(
        "line1-camera1",
        DemoLine.PLATES,
        new LineCamera(DemoLine.PLATES.product(), 1),
        new Script(Duration.ofSeconds(200), List.of(episodes)),
        defectShare,
        2);
  }

  private static Episode episode(Trouble trouble, int start, int seconds) {
    return new Episode(
        "line1-camera1", trouble, Duration.ofSeconds(start), Duration.ofSeconds(seconds));
  }

  private static DemoCamera.Shot shot(DemoCamera camera, double seconds) {
    return camera.next(Duration.ofMillis((long) (1000 * seconds))).orElseThrow();
  }

  private static Truth.Part part(DemoCamera camera, double seconds) {
    return shot(camera, seconds).truth().part();
  }

  private static double brightness(byte[] jpeg) throws IOException {
    Raster raster = ImageIO.read(new ByteArrayInputStream(jpeg)).getRaster();
    int[] pixels = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    return Arrays.stream(pixels).average().orElseThrow();
  }

  @Test
  void goodPartsAndSingleDefectsAlternateByChance() {
    DemoCamera camera = camera(0.5);
    List<Truth.Part> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      parts.add(part(camera, i));
    }
    assertThat(parts).contains(Truth.Part.GOOD, Truth.Part.DEFECTIVE);
    assertThat(parts).doesNotContain(Truth.Part.NOT_COUNTED);
  }

  @Test
  void aBurstHasTenBadPartsInARowAtAnyRate() {
    DemoCamera camera = camera(0, episode(Trouble.BURST, 10, 15));
    assertThat(part(camera, 9)).isEqualTo(Truth.Part.GOOD);
    for (int i = 0; i < DemoCamera.BURST; i++) {
      assertThat(part(camera, 10 + 8 * i)).as("part %d", i).isEqualTo(Truth.Part.DEFECTIVE);
    }
    assertThat(part(camera, 100)).isEqualTo(Truth.Part.GOOD);
  }

  @Test
  void eachRepetitionOfTheScriptHasABurst() {
    DemoCamera camera = camera(0, episode(Trouble.BURST, 10, 15));
    for (int i = 0; i < 20; i++) {
      shot(camera, 10 + i);
    }
    assertThat(part(camera, 199)).isEqualTo(Truth.Part.GOOD);
    assertThat(part(camera, 210)).isEqualTo(Truth.Part.DEFECTIVE);
  }

  @Test
  void aMarkCountsFromAPlainlyVisibleSizeOn() {
    DemoCamera camera = camera(0, episode(Trouble.WEAR, 0, 100));
    assertThat(part(camera, 10)).isEqualTo(Truth.Part.NOT_COUNTED);
    assertThat(part(camera, 60)).isEqualTo(Truth.Part.DEFECTIVE);
    assertThat(part(camera, 99)).isEqualTo(Truth.Part.DEFECTIVE);
    assertThat(part(camera, 100)).as("a new tool").isEqualTo(Truth.Part.GOOD);
  }

  @Test
  void aDarkCameraSendsNearlyBlackPicturesThatDoNotCount() throws IOException {
    DemoCamera camera = camera(1, episode(Trouble.DARK, 10, 10));
    DemoCamera.Shot dark = shot(camera, 12);
    assertThat(brightness(dark.jpeg())).isLessThan(12);
    assertThat(dark.truth()).isEqualTo(Truth.notCounted("camera dark"));
    assertThat(brightness(shot(camera, 20).jpeg())).isGreaterThan(50);
  }

  @Test
  void aFrozenCameraSendsTheSameBytesUntilItRecovers() {
    DemoCamera camera = camera(0, episode(Trouble.FROZEN, 10, 10));
    byte[] first = shot(camera, 10).jpeg();
    assertThat(shot(camera, 15).jpeg()).isEqualTo(first);
    assertThat(part(camera, 19)).isEqualTo(Truth.Part.NOT_COUNTED);
    assertThat(shot(camera, 20).jpeg()).isNotEqualTo(first);
    assertThat(shot(camera, 215).jpeg()).as("the next repetition").isNotEqualTo(first);
  }

  @Test
  void aSilentCameraSendsNothing() {
    DemoCamera camera = camera(0, episode(Trouble.SILENT, 10, 10));
    assertThat(camera.next(Duration.ofSeconds(9))).isPresent();
    assertThat(camera.next(Duration.ofSeconds(10))).isEmpty();
    assertThat(camera.next(Duration.ofSeconds(19))).isEmpty();
    assertThat(camera.next(Duration.ofSeconds(20))).isPresent();
  }

  @Test
  void aFadingLightGrowsWeaker() throws IOException {
    DemoCamera camera = camera(0, episode(Trouble.DRIFT, 0, 100));
    assertThat(brightness(shot(camera, 99).jpeg()))
        .isLessThan(0.75 * brightness(shot(camera, 0).jpeg()));
  }

  @Test
  void imagesDoNotCountUntilTheCameraHasRecovered() {
    DemoCamera camera = camera(0, episode(Trouble.DARK, 10, 10));
    assertThat(part(camera, 20)).isEqualTo(Truth.Part.NOT_COUNTED);
    assertThat(part(camera, (double) (20 + Script.RECOVERY.toSeconds())))
        .isEqualTo(Truth.Part.GOOD);
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    DemoCamera first = camera(0.3, episode(Trouble.WEAR, 5, 10));
    DemoCamera second = camera(0.3, episode(Trouble.WEAR, 5, 10));
    for (int i = 0; i < 10; i++) {
      assertThat(shot(first, i).jpeg()).isEqualTo(shot(second, i).jpeg());
    }
  }

  @Test
  void everyLineHasFourCamerasAndNeighboursBelongToDifferentLines() {
    List<DemoCamera> cameras = Cameras.cameras(new CameraSettings(1, 1, 0, 1), Script.ofTheDemo());
    assertThat(cameras).hasSize(12);
    assertThat(cameras)
        .extracting(DemoCamera::device)
        .doesNotHaveDuplicates()
        .startsWith("line1-camera1", "line2-camera1", "line3-camera1", "line1-camera2");
  }
}
