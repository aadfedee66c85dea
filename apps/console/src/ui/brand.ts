/** Under whose name the pages are shown, as the gateway says before the first paint (brand.js); without it, ours. */
export interface Brand {
  name: string | null;
  /** `#rrggbb` */
  colour: string | null;
  /** Its address. */
  logo: string | null;
}

export const brand: Brand = {
  ...{ name: null, colour: null, logo: null },
  ...(globalThis as { cardwrightBrand?: Partial<Brand> }).cardwrightBrand,
};
