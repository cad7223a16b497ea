/** Where buyers live. Prices, taxes and names follow from it. */
export interface Country {
  readonly code: string;
  readonly currency: string;
  readonly locale: string;
  /** How often a buyer is from here, relative to the others. */
  readonly weight: number;
  /** Tax in tenths of a percent. */
  readonly taxPermille: bigint;
  readonly taxesIncluded: boolean;
  /** E.164 start of a mobile number; a number of `phoneDigits` digits follows. */
  readonly phonePrefix: string;
  readonly phoneDigits: number;
  readonly cities: readonly { readonly city: string; readonly zip: string; readonly provinceCode?: string }[];
  readonly streets: readonly string[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
}

export const countries: readonly Country[] = [
  {
    code: 'CA',
    currency: 'CAD',
    locale: 'en-CA',
    weight: 30,
    taxPermille: 130n,
    taxesIncluded: false,
    phonePrefix: '+1613',
    phoneDigits: 7,
    cities: [
      { city: 'Ottawa', zip: 'K1A 0B1', provinceCode: 'ON' },
      { city: 'Montréal', zip: 'H2X 1Y4', provinceCode: 'QC' },
      { city: 'Vancouver', zip: 'V5K 0A1', provinceCode: 'BC' },
    ],
    streets: ['Elm St', 'Rideau St', 'rue Saint-Denis', 'Granville St'],
    firstNames: ['Jane', 'Liam', 'Noémie', 'Olivia', 'Étienne', 'Sarah', 'Owen', 'Maya'],
    lastNames: ['Tremblay', 'MacDonald', 'Singh', 'Côté', 'Roy', "O'Connor", 'Nguyen', 'Bélanger'],
  },
  {
    code: 'US',
    currency: 'USD',
    locale: 'en-US',
    weight: 24,
    taxPermille: 85n,
    taxesIncluded: false,
    phonePrefix: '+1212',
    phoneDigits: 7,
    cities: [
      { city: 'New York', zip: '10001', provinceCode: 'NY' },
      { city: 'Austin', zip: '73301', provinceCode: 'TX' },
      { city: 'Boston', zip: '02108', provinceCode: 'MA' },
    ],
    streets: ['Main St', 'Chestnut Ave', 'Sunset Blvd'],
    firstNames: ['Emma', 'James', 'Ava', 'Mason', "D'Andre", 'Zoe', 'Carlos', 'Grace'],
    lastNames: ['Smith', 'Johnson', 'García', "O'Brien", 'Washington', 'Lee', 'Van Der Berg', 'Okafor'],
  },
  {
    code: 'GB',
    currency: 'GBP',
    locale: 'en-GB',
    weight: 10,
    taxPermille: 200n,
    taxesIncluded: true,
    phonePrefix: '+4477',
    phoneDigits: 8,
    cities: [
      { city: 'London', zip: 'SW1A 1AA' },
      { city: 'Leeds', zip: 'LS1 4DY' },
    ],
    streets: ['High Street', "King's Road", 'Church Lane'],
    firstNames: ['Oliver', 'Amelia', 'Harry', 'Isla', 'Siân', 'Callum'],
    lastNames: ['Taylor', 'Davies', 'Ahmed', 'Fitzgerald-Smythe', "O'Neill", 'Patel'],
  },
  {
    code: 'FR',
    currency: 'EUR',
    locale: 'fr',
    weight: 9,
    taxPermille: 200n,
    taxesIncluded: true,
    phonePrefix: '+336',
    phoneDigits: 8,
    cities: [
      { city: 'Paris', zip: '75008' },
      { city: 'Nîmes', zip: '30000' },
    ],
    streets: ['rue des Écoles', "avenue de l'Opéra", 'place Bellecour'],
    firstNames: ['Élise', 'François', 'Chloé', 'Jérôme', 'Inès', 'Anaïs'],
    lastNames: ['Martin', 'Lefèvre', "d'Aubigné", 'Müller', 'Benoît', 'Garçon'],
  },
  {
    code: 'DE',
    currency: 'EUR',
    locale: 'de',
    weight: 8,
    taxPermille: 190n,
    taxesIncluded: true,
    phonePrefix: '+49151',
    phoneDigits: 8,
    cities: [
      { city: 'Köln', zip: '50667' },
      { city: 'München', zip: '80331' },
    ],
    streets: ['Hauptstraße', 'Goethestraße', 'Am Alten Markt'],
    firstNames: ['Jürgen', 'Anna', 'Lukas', 'Käthe', 'Mia', 'Björn'],
    lastNames: ['Schmidt', 'Weiß', 'Müller-Lüdenscheidt', 'von der Heide', 'Özdemir', 'Krause'],
  },
  {
    code: 'ES',
    currency: 'EUR',
    locale: 'es',
    weight: 4,
    taxPermille: 210n,
    taxesIncluded: true,
    phonePrefix: '+346',
    phoneDigits: 8,
    cities: [{ city: 'A Coruña', zip: '15001' }],
    streets: ['Calle Mayor', 'Avenida de la Constitución'],
    firstNames: ['Íñigo', 'Lucía', 'Andrés', 'María José'],
    lastNames: ['Núñez de Balboa', 'Ibáñez', 'Peña', 'García Lorca'],
  },
  {
    code: 'PL',
    currency: 'EUR',
    locale: 'pl',
    weight: 3,
    taxPermille: 230n,
    taxesIncluded: true,
    phonePrefix: '+4860',
    phoneDigits: 7,
    cities: [{ city: 'Łódź', zip: '90-001' }],
    streets: ['ulica Piotrkowska', 'ulica Żeromskiego'],
    firstNames: ['Łukasz', 'Małgorzata', 'Zofia', 'Stanisław'],
    lastNames: ['Wójcik', 'Kowalczyk', 'Brzęczyszczykiewicz', 'Żak'],
  },
  {
    code: 'JP',
    currency: 'JPY',
    locale: 'ja',
    weight: 5,
    taxPermille: 100n,
    taxesIncluded: true,
    phonePrefix: '+8190',
    phoneDigits: 8,
    cities: [
      { city: '渋谷区', zip: '150-0002', provinceCode: 'JP-13' },
      { city: '京都市', zip: '600-8001', provinceCode: 'JP-26' },
    ],
    streets: ['道玄坂', '四条通'],
    firstNames: ['さくら', '健太', '陽菜', '大輔'],
    lastNames: ['佐藤', '髙橋', '山本', '渡邉'],
  },
  {
    code: 'KW',
    currency: 'KWD',
    locale: 'ar',
    weight: 3,
    taxPermille: 0n,
    taxesIncluded: false,
    phonePrefix: '+9659',
    phoneDigits: 7,
    cities: [{ city: 'مدينة الكويت', zip: '13001' }],
    streets: ['شارع الخليج العربي', 'شارع سالم المبارك'],
    firstNames: ['محمد', 'فاطمة', 'عبد العزيز', 'نورة'],
    lastNames: ['الصباح', 'العنزي', 'المطيري'],
  },
  {
    code: 'IL',
    currency: 'USD',
    locale: 'he',
    weight: 2,
    taxPermille: 170n,
    taxesIncluded: true,
    phonePrefix: '+97250',
    phoneDigits: 7,
    cities: [{ city: 'תל אביב', zip: '6100001' }],
    streets: ['רחוב דיזנגוף'],
    firstNames: ['נועה', 'יוסף', 'תמר'],
    lastNames: ['כהן', 'לוי', 'בן-דוד'],
  },
  {
    code: 'AU',
    currency: 'AUD',
    locale: 'en-AU',
    weight: 4,
    taxPermille: 100n,
    taxesIncluded: true,
    phonePrefix: '+614',
    phoneDigits: 8,
    cities: [{ city: 'Fremantle', zip: '6160', provinceCode: 'WA' }],
    streets: ['Market Street', 'South Terrace'],
    firstNames: ['Matilda', 'Jack', 'Ruby', 'Angus'],
    lastNames: ['Walker', "O'Shea", 'Papadopoulos', 'Nguyễn'],
  },
];

/** Names that break naive forms: emoji, apostrophes, great length, no last name, spaces to spare. */
export const unusualNames: readonly { readonly first: string; readonly last: string | null }[] = [
  { first: 'Zoë 🌸', last: 'Blüm' },
  { first: "D'Artagnan", last: "O'Shaughnessy-D'Angelo" },
  {
    first: 'Wolfeschlegelsteinhausen',
    last: 'Bergerdorffwelchevoralternwarengewissenhaftschaferswessenschafewarenwohlgepflege',
  },
  { first: 'Madonna', last: null },
  { first: 'Nguyễn Thị', last: 'Ánh Tuyết' },
  { first: 'X Æ', last: 'A-12' },
  { first: 'Renée', last: 'de la Cruz y Borbón, Jr.' },
  { first: 'Ana "Nani"', last: 'Kealoha' },
];

/** US dollars for one unit, in millionths: the middle around which a shop's exchange rates move. */
export const dollarMillionths: Readonly<Record<string, bigint>> = {
  USD: 1_000_000n,
  CAD: 730_000n,
  EUR: 1_090_000n,
  GBP: 1_280_000n,
  AUD: 660_000n,
  JPY: 6_700n,
  KWD: 3_260_000n,
};
