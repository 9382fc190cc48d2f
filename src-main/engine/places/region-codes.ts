/** What people write for states, provinces and cantons, where they write codes; names as the gazetteer has them. */
const codesByCountry: Readonly<Record<string, string>> = {
  AU: `ACT Australian Capital Territory, NSW New South Wales, NT Northern Territory, QLD Queensland, SA South Australia,
    TAS Tasmania, VIC Victoria, WA Western Australia`,
  BR: `AC Acre, AL Alagoas, AM Amazonas, AP Amapá, BA Bahia, CE Ceará, DF Federal District, ES Espírito Santo, GO Goiás,
    MA Maranhão, MG Minas Gerais, MS Mato Grosso do Sul, MT Mato Grosso, PA Pará, PB Paraíba, PE Pernambuco, PI Piauí,
    PR Paraná, RJ Rio de Janeiro, RN Rio Grande do Norte, RO Rondônia, RR Roraima, RS Rio Grande do Sul, SC Santa Catarina,
    SE Sergipe, SP São Paulo, TO Tocantins`,
  CA: `AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia,
    NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan, YT Yukon`,
  CH: `AG Aargau, AI Appenzell Innerrhoden, AR Appenzell Ausserrhoden, BE Bern, BL Basel-Landschaft, BS Basel-City,
    FR Fribourg, GE Geneva, GL Glarus, GR Grisons, JU Jura, LU Lucerne, NE Neuchâtel, NW Nidwalden, OW Obwalden,
    SG Saint Gallen, SH Schaffhausen, SO Solothurn, SZ Schwyz, TG Thurgau, TI Ticino, UR Uri, VD Vaud, VS Valais, ZG Zug,
    ZH Zurich`,
  IN: `AN Andaman and Nicobar, AP Andhra Pradesh, AR Arunachal Pradesh, AS Assam, BR Bihar, CG Chhattisgarh, CH Chandigarh,
    DH Dadra and Nagar Haveli and Daman and Diu, DL Delhi, GA Goa, GJ Gujarat, HP Himachal Pradesh, HR Haryana, JH Jharkhand,
    JK Jammu and Kashmir, KA Karnataka, KL Kerala, LA Ladakh, LD Lakshadweep, MH Maharashtra, ML Meghalaya, MN Manipur,
    MP Madhya Pradesh, MZ Mizoram, NL Nagaland, OD Odisha, PB Punjab, PY Puducherry, RJ Rajasthan, SK Sikkim, TN Tamil Nadu,
    TR Tripura, TS Telangana, UK Uttarakhand, UP Uttar Pradesh, WB West Bengal`,
  US: `AK Alaska, AL Alabama, AR Arkansas, AZ Arizona, CA California, CO Colorado, CT Connecticut, DC District of Columbia,
    DE Delaware, FL Florida, GA Georgia, HI Hawaii, IA Iowa, ID Idaho, IL Illinois, IN Indiana, KS Kansas, KY Kentucky,
    LA Louisiana, MA Massachusetts, MD Maryland, ME Maine, MI Michigan, MN Minnesota, MO Missouri, MS Mississippi,
    MT Montana, NC North Carolina, ND North Dakota, NE Nebraska, NH New Hampshire, NJ New Jersey, NM New Mexico, NV Nevada,
    NY New York, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota,
    TN Tennessee, TX Texas, UT Utah, VA Virginia, VT Vermont, WA Washington, WI Wisconsin, WV West Virginia, WY Wyoming`,
};

/** Those codes, by country and region. */
export const regionCodes: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(codesByCountry).map(([country, list]) => {
    const entries = list.split(/,\s+/u).map((entry) => entry.split(/ (.+)/su));
    return [country, new Map(entries.map(([code = '', region = '']) => [region, code]))];
  }),
);
