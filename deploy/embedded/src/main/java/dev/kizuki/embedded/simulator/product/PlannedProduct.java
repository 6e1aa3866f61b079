package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A product whose specimens are planned first and then drawn. Each specimen takes two numbers from
 * the source of random numbers, so a defect changes neither the rest of its specimen nor the
 * specimens after it.
 *
 * @param <P> the plan of a specimen: everything that varies from one to the next
 */
abstract class PlannedProduct<P> implements Product {
  /** Tries to draw a defect that is large and strong enough to be seen. */
  private static final int TRIES = 100;

  private final Frame frame;

  PlannedProduct(Frame frame) {
    this.frame = frame;
  }

  /** Plans a good specimen. */
  abstract P plan(Random random);

  /** Draws a specimen on a black canvas. */
  abstract void draw(P plan, Canvas canvas);

  /** Returns the defects that are visible in gray pictures. */
  abstract List<DefectKind<P>> flaws();

  /** Returns where a defect of the surface may lie: a share in [0, 1] at each place. */
  abstract Field surface(P plan);

  @Override
  public final List<String> defects() {
    return kinds().map(DefectKind::label).toList();
  }

  @Override
  public final Specimen make(Random random, @Nullable String defect) {
    Random part = new Random(random.nextLong());
    Random flaws = new Random(random.nextLong());
    P plan = plan(part);
    Canvas good = drawing(plan);
    return defect == null ? new Specimen(good, good) : spoil(plan, good, kind(defect), flaws);
  }

  /** Draws a specimen on a new canvas. */
  final Canvas drawing(P plan) {
    Canvas canvas = new Canvas(frame.side());
    draw(plan, canvas);
    return canvas;
  }

  /** Returns a defect that changes the drawn surface. */
  final DefectKind<P> onSurface(String label, SurfaceFlaw flaw) {
    return new DefectKind<>(
        label,
        (plan, canvas, random) -> {
          flaw.apply(canvas, surface(plan), random);
          return canvas;
        });
  }

  /** Returns a defect that changes the plan, so that the specimen is drawn anew. */
  final DefectKind<P> redrawn(String label, PlanFlaw<P> flaw) {
    return new DefectKind<>(label, (plan, canvas, random) -> drawing(flaw.apply(plan, random)));
  }

  private Specimen spoil(P plan, Canvas good, DefectKind<P> kind, Random random) {
    for (int i = 0; i < TRIES; i++) {
      Specimen specimen = new Specimen(kind.flaw().apply(plan, good.copy(), random), good);
      if (Mask.of(specimen, frame.colour()).isVisible()) {
        return specimen;
      }
    }
    throw new IllegalStateException(
        "no visible defect '%s' in %d tries".formatted(kind.label(), TRIES));
  }

  private DefectKind<P> kind(String defect) {
    return kinds()
        .filter(kind -> kind.label().equals(defect))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "this product has no defect '%s', only %s".formatted(defect, defects())));
  }

  /** Returns the defects that the pictures can show. A discolouration shows in colour only. */
  private Stream<DefectKind<P>> kinds() {
    Stream<DefectKind<P>> gray = flaws().stream();
    return frame.colour()
        ? Stream.concat(gray, Stream.of(onSurface("discolouration", new Discolouration())))
        : gray;
  }

  /** Changes the plan of a specimen. */
  @FunctionalInterface
  interface PlanFlaw<P> {
    P apply(P plan, Random random);
  }
}
