/** What a comparison adds to the style sheet of reports. */
export const COMPARE_STYLE = `
.compared{margin-top:2.5rem;padding-top:1.25rem;border-top:1px solid var(--rule)}
.compared h3{margin:0;font-size:1.125rem}
.compared .facts{margin:.1rem 0 .75rem;color:var(--muted);font-size:.9375rem;font-variant-numeric:tabular-nums}
.compared .panels{display:grid;grid-template-columns:repeat(var(--columns),1fr);gap:14px 12px}
.compared .panels img{display:block;width:100%;height:auto;object-fit:fill;border-radius:4px}
.compared .panels figcaption{display:grid;grid-template-columns:auto 1fr auto;gap:0 7px;align-items:baseline;font-size:.875rem;line-height:1.4;margin-top:6px;font-variant-numeric:tabular-nums}
.compared .panels figcaption b{color:var(--ink);overflow-wrap:anywhere}
.compared .panels figcaption .value{grid-column:2/4;font-size:.8125rem}
.marker{width:13px;height:13px;align-self:center}
.charts.three{grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:14px;margin-top:16px}
.charts.three figure{padding:10px}
nav ol{columns:3;padding-left:1.2rem;margin:.5rem 0 0;font-size:.9375rem;font-variant-numeric:tabular-nums}
a{color:var(--accent)}
@media (max-width:900px){.compared .panels{grid-template-columns:repeat(auto-fill,minmax(min(46%,240px),1fr))}}
@media (max-width:640px){nav ol{columns:1}}
@media print{.compared{break-before:page;border-top:0}.charts.three{grid-template-columns:repeat(3,1fr)}nav{display:none}}
`;
