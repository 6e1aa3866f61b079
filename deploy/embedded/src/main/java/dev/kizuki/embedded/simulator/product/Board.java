package dev.kizuki.embedded.simulator.product;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A printed board. Each one has a layout of its own; only the design rules are the same. */
final class Board extends PlannedProduct<Board.Panel> {
  private static final double ROUGHNESS = 12;

  private final Frame frame;

  Board(Frame frame) {
    super(frame);
    this.frame = frame;
  }

  @Override
  Panel plan(Random random) {
    BoardLayout layout = new BoardRouter(random).layout();
    return new Panel(
        layout,
        Distributions.uniform(random, 58, 72),
        Distributions.uniform(random, 160, 178),
        new Noise(random, 1.3).plus(1, new Noise(random, 40)),
        new Noise(random, 4, 1.5).plus(0.8, new Noise(random, 20)));
  }

  @Override
  void draw(Panel plan, Canvas canvas) {
    Field copper = plane(plan.layout()::drawCopper);
    Field tin = plane(plan.layout()::drawPads);
    Field holes = plane(plan.layout()::drawHoles);
    canvas.paint((x, y) -> plan.substrate() + 4 * plan.fibres().at(x, y));
    canvas.tint(Field.EVERYWHERE, Tint.GREEN_BOARD);
    canvas.cover(copper, (x, y) -> plan.copper() + 5 * plan.grain().at(x, y));
    canvas.tint(copper, Tint.COPPER);
    canvas.cover(tin, (x, y) -> 205 + 4 * plan.grain().at(x, y));
    canvas.tint(tin, Tint.STEEL);
    canvas.cover(holes, (x, y) -> 18);
  }

  /** Draws shapes in white, and returns the share of each pixel that they cover, in [0, 1]. */
  private Field plane(Consumer<Graphics2D> shapes) {
    int side = frame.side();
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.scale(side / Canvas.UNITS, side / Canvas.UNITS);
    g.setColor(Color.WHITE);
    shapes.accept(g);
    g.dispose();
    int[] levels = image.getRaster().getSamples(0, 0, side, side, 0, (int[]) null);
    return (x, y) -> {
      int column = (int) (x * side / Canvas.UNITS);
      int row = (int) (y * side / Canvas.UNITS);
      return levels[row * side + column] / 255.0;
    };
  }

  @Override
  List<DefectKind<Panel>> flaws() {
    return List.of(
        changed("open", BoardFlaws::open),
        changed("short", BoardFlaws::bridge),
        changed("mouse-bite", BoardFlaws::mouseBite),
        changed("spur", BoardFlaws::spur),
        changed("pin-hole", BoardFlaws::pinHole),
        changed("spurious-copper", BoardFlaws::spuriousCopper),
        changed("missing-hole", BoardFlaws::missingHole),
        changed("misplaced-hole", BoardFlaws::misplacedHole),
        onSurface("scratch", new Scratch(1.4 * ROUGHNESS)));
  }

  @Override
  Field surface(Panel plan) {
    return Field.EVERYWHERE;
  }

  private DefectKind<Panel> changed(String label, PlanFlaw<BoardLayout> flaw) {
    return redrawn(label, (panel, random) -> panel.with(flaw.apply(panel.layout(), random)));
  }

  /**
   * @param substrate the level of the bare board, in gray levels
   * @param copper the level of the traces, in gray levels
   * @param fibres the texture of the bare board
   * @param grain the texture of the metal
   */
  record Panel(BoardLayout layout, double substrate, double copper, Field fibres, Field grain) {
    Panel with(BoardLayout other) {
      return new Panel(other, substrate, copper, fibres, grain);
    }
  }
}
