package dev.kizuki.embedded.simulator.product;

class SolarCellTest extends ProductContract {
  @Override
  Product product(Frame frame) {
    return new SolarCell(frame);
  }
}
