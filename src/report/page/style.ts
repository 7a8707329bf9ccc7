/** Style sheet of a report: one column of sections, light and dark scheme, phone and print. */
import { chartCustomProperties } from '../charts/palette.js';

const LIGHT =
  '--ground:#fbfbfa;--card:#ffffff;--ink:#1d2026;--muted:#5d6470;--rule:#dfe2e7;--accent:#0067a5;--wash:#eef4f9';
const DARK =
  '--ground:#14161a;--card:#1c1f25;--ink:#e6e8ec;--muted:#9ba2ae;--rule:#333842;--accent:#56b4e9;--wash:#1d2a35';

export const STYLE = `
:root{color-scheme:light dark;${LIGHT};${chartCustomProperties('light')}}
@media screen and (prefers-color-scheme:dark){:root{${DARK};${chartCustomProperties('dark')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1160px;margin:0 auto;padding:40px 24px 64px}
h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.25rem;margin:3rem 0 .35rem}
h3{font-size:1rem;margin:1.75rem 0 .5rem}
p{margin:.4rem 0 .8rem;max-width:74ch}
.muted,figcaption,caption{color:var(--muted)}
.lede{font-size:1.08rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:1.75rem 0 0;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:14px 16px}
.tiles b{display:block;font-size:1.75rem;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
.tiles li:first-child b{color:var(--accent)}
.tiles span{color:var(--muted);font-size:.875rem;display:block}
.scroll{margin:.75rem 0 0;border:1px solid var(--rule);border-radius:10px}
.scroll,.plot{overflow-x:auto;background:linear-gradient(to right,var(--card) 40%,transparent) left/2.5rem 100% no-repeat local,linear-gradient(to left,var(--card) 40%,transparent) right/2.5rem 100% no-repeat local,linear-gradient(to right,var(--muted),transparent) left/.5rem 100% no-repeat scroll,linear-gradient(to left,var(--muted),transparent) right/.5rem 100% no-repeat scroll,var(--card)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9375rem}
th,td{padding:8px 10px;text-align:right;white-space:nowrap;border-top:1px solid var(--rule)}
thead th{border-top:0;color:var(--muted);font-weight:500;font-size:.8125rem}
th[scope=row]{text-align:left;font-weight:500}
thead th:first-child{text-align:left}
thead button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-decoration:underline dotted;text-underline-offset:3px}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
thead th.words,td.words{text-align:left;white-space:normal;min-width:12rem}
fieldset{display:flex;flex-wrap:wrap;gap:2px 16px;margin:1rem 0 0;padding:6px 14px 10px;border:1px solid var(--rule);border-radius:10px;font-size:.9375rem}
legend{color:var(--muted);font-size:.8125rem;padding:0 4px}
fieldset label{display:flex;gap:5px;align-items:center}
[hidden]{display:none!important}
@media screen{.scroll tbody th[scope=row],.scroll thead th:first-child{position:sticky;left:0;background:var(--card);box-shadow:1px 0 0 var(--rule)}.scroll tr.first th[scope=row]{background:var(--wash)}}
tr.first th[scope=row],tr.first td{font-weight:650;background:var(--wash)}
tr.property th{padding-top:14px;color:var(--muted);font-size:.8125rem;text-align:left;font-weight:600}
td svg{display:block;margin-left:auto}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,500px),1fr));gap:16px;margin-top:.75rem}
.large .pictures{grid-template-columns:1fr}
.size{font:inherit;font-size:.875rem;padding:2px 12px;border:1px solid var(--accent);border-radius:6px;background:var(--card);color:var(--accent);cursor:pointer}
.size[aria-pressed=true]{background:var(--wash)}
figure{margin:0}
.shot{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:12px}
.shot .panels{display:grid;grid-template-columns:repeat(3,1fr);gap:8px}
.shot .panels p{font-size:.8125rem;line-height:1.4;color:var(--muted);margin:5px 0 0;font-variant-numeric:tabular-nums}
.value{white-space:nowrap}
.shot img{display:block;width:100%;height:auto;object-fit:fill;border-radius:4px}
.shot figcaption{margin-bottom:8px;font-size:.875rem;font-variant-numeric:tabular-nums;display:flex;flex-wrap:wrap;justify-content:space-between;gap:2px 18px}
.shot figcaption b{color:var(--ink)}
.swatch{display:inline-block;width:.8em;height:.8em;border-radius:3px;border:1px solid var(--muted);margin-right:.4em;vertical-align:-.05em}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:20px;margin-top:.75rem}
.charts figure{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:12px}
.charts svg{display:block;width:100%;height:auto}
.charts figcaption{font-size:.875rem;margin:0 6px 4px}
.charts figcaption b{display:block;color:var(--ink);font-size:.9375rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:0 28px;margin:.75rem 0 0;font-size:.9375rem}
dl div{display:flex;justify-content:space-between;gap:16px;border-top:1px solid var(--rule);padding:6px 0}
dt{color:var(--muted)}
dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:.875rem;color:var(--muted)}
@media (max-width:640px){main{padding:24px 14px 40px}h1{font-size:1.5rem}th,td{padding:7px 9px}thead th{white-space:normal;vertical-align:bottom}.whisker{display:none}.tiles{grid-template-columns:1fr 1fr}.tiles b{font-size:1.4rem}.shot{padding:8px}.shot .panels{gap:4px}}
@media print{fieldset,.size{display:none}.scroll,.plot{background:none}.charts svg{min-width:0!important}body{font-size:11pt;background:#fff}main{max-width:none;padding:0}.shot,.charts figure,tr,.tiles li{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}.whisker{display:none}table{font-size:8.5pt}th,td{padding:3px 6px}thead th,tr.property th{font-size:8pt}.pictures{grid-template-columns:1fr 1fr}.charts{grid-template-columns:1fr 1fr}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
